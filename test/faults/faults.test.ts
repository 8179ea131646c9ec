import { readdirSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, it } from 'vitest'
import { timeLimit } from '../machine/time-limit.ts'
import type { Fault } from './fault.ts'

/** Each fault in its short form; `npm run faults` makes them in full. */
const names = readdirSync(import.meta.dirname)
  .filter((file) => file.endsWith('.fault.ts'))
  .map((file) => file.replace('.fault.ts', ''))

describe('faults, in short', () => {
  for (const name of names) {
    it(
      name,
      async (test) => {
        const { fault } = (await import(`./${name}.fault.ts`)) as { fault: Fault }
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
