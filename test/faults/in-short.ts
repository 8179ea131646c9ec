import { readdirSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, it } from 'vitest'
import { timeLimit } from '../machine/time-limit.ts'
import type { Fault } from './fault.ts'

/** Each fault of this kind in its short form, as a test; `npm run faults` makes them in full. */
export async function describeFaults(title: string, isMeant: (fault: Fault) => boolean): Promise<void> {
  const names = readdirSync(import.meta.dirname)
    .filter((file) => file.endsWith('.fault.ts'))
    .map((file) => file.replace('.fault.ts', ''))
  const faults: [string, Fault][] = []
  for (const name of names) {
    const { fault } = (await import(`./${name}.fault.ts`)) as { fault: Fault }
    if (isMeant(fault)) faults.push([name, fault])
  }
  describe(title, () => {
    for (const [name, fault] of faults) {
      it(
        name,
        async (test) => {
          const reason = fault.impossible?.()
          if (reason !== undefined) test.skip(reason)
          const folder = await mkdtemp(join(tmpdir(), `forkyard-fault-${name}-`))
          try {
            await fault.run({ extent: 'short', folder })
          } finally {
            await rm(folder, { recursive: true, force: true })
          }
        },
        timeLimit(180_000),
      )
    }
  })
}
