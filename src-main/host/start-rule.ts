import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import type { Answer } from '../contract/answer.ts'
import type { RequestValue } from '../contract/contract.ts'
import { noStartFileOf } from '../contract/local-address.ts'
import type { Engine } from '../engine/index.ts'

/**
 * The same engine, whose setting `startsByItself` also stands in the data folder, as a file that is there while it is
 * off: the command line must know it while no host runs. Brought up to date now, and with each change.
 */
export async function keepStartRule(engine: Engine, dataFolder: string): Promise<Engine> {
  const file = noStartFileOf(dataFolder)

  function keep({ startsByItself }: RequestValue<'changeSettings'>): void {
    if (startsByItself === !existsSync(file)) return
    if (startsByItself) rmSync(file, { force: true })
    else {
      mkdirSync(dirname(file), { recursive: true, mode: 0o700 })
      writeFileSync(file, '', { mode: 0o600 })
    }
  }

  function openSession(client: Parameters<Engine['openSession']>[0]): ReturnType<Engine['openSession']> {
    const session = engine.openSession(client)
    return {
      async answer(name, input) {
        const answer = await session.answer(name, input)
        if (name === 'changeSettings' && answer.ok)
          keep((answer as Answer<RequestValue<'changeSettings'>> & { ok: true }).value)
        return answer
      },
      close: session.close,
    }
  }

  const session = openSession({ deliver: () => undefined })
  // A change of nothing is answered with all settings.
  await session.answer('changeSettings', {})
  session.close()
  return { ...engine, openSession }
}
