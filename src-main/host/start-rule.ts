import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { type Answer, failure } from '../contract/answer.ts'
import type { RequestValue } from '../contract/contract.ts'
import { noStartFileOf } from '../contract/local-address.ts'
import type { Engine } from '../engine/index.ts'
import { messageOf } from '../platform/uncaught.ts'

/**
 * The same engine, whose setting `startsByItself` also stands in the data folder, as a file that is there while it is
 * off: the command line must know it while no host runs. Brought up to date now, and with each change. Where the file
 * cannot be written, a change is refused, and at the start the person is told.
 */
export async function keepStartRule(engine: Engine, dataFolder: string): Promise<Engine> {
  const file = noStartFileOf(dataFolder)

  /** Why it could not be kept; undefined where it was. */
  function keep({ startsByItself }: RequestValue<'changeSettings'>): NodeJS.ErrnoException | undefined {
    try {
      if (startsByItself === !existsSync(file)) return undefined
      if (startsByItself) rmSync(file, { force: true })
      else {
        mkdirSync(dirname(file), { recursive: true, mode: 0o700 })
        writeFileSync(file, '', { mode: 0o600 })
      }
      return undefined
    } catch (error) {
      return error as NodeJS.ErrnoException
    }
  }

  function openSession(client: Parameters<Engine['openSession']>[0]): ReturnType<Engine['openSession']> {
    const session = engine.openSession(client)
    return {
      async answer(name, input) {
        const answer = (await session.answer(name, input)) as Answer<RequestValue<'changeSettings'>>
        if (name !== 'changeSettings' || !answer.ok) return answer
        const { startsByItself } = answer.value
        const error = keep(answer.value)
        if (!error) return answer
        // The setting says again what the file does.
        await session.answer('changeSettings', { startsByItself: !startsByItself })
        return failure(
          'storage-failed',
          `That Forkyard starts automatically could not be changed: ${reasonOf(error)}`,
          {
            details: { file, code: error.code ?? 'unknown' },
          },
        )
      },
      close: session.close,
    }
  }

  const session = engine.openSession({ deliver: () => undefined })
  // A change of nothing is answered with all settings.
  const settings = (await session.answer('changeSettings', {})) as Answer<RequestValue<'changeSettings'>>
  session.close()
  const error = settings.ok ? keep(settings.value) : undefined
  if (error) {
    const sentence = `“forkyard add” may not keep to the setting by which it starts Forkyard: ${reasonOf(error)}`
    console.error(`forkyard: ${sentence}`)
    engine.trouble('file-not-written', sentence)
  }
  return { ...engine, openSession }

  function reasonOf(error: NodeJS.ErrnoException): string {
    return `the file ${file} could not be written (${messageOf(error)}). Make room there, or see to its permissions, and change the setting again.`
  }
}
