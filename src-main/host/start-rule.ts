import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { failure } from '../contract/answer.ts'
import { noStartFileOf } from '../contract/local-address.ts'
import type { Client, Engine, Session } from '../engine/index.ts'
import { messageOf } from '../platform/uncaught.ts'

/**
 * The same engine, whose setting `startsByItself` also stands in the data folder, as a file that is there while it is
 * off: the command line must know it while no host runs. Brought up to date now, and with each change. If the file
 * cannot be written, a change is refused, and at the start the person is told.
 */
export function keepStartRule(engine: Engine, dataFolder: string): Engine {
  const file = noStartFileOf(dataFolder)

  function openSession(client: Client): Session {
    const session = engine.openSession(client)
    return {
      async answer(name, input) {
        const answer = await session.answer(name, input)
        if (name !== 'changeSettings' || !answer.ok) return answer
        const { startsByItself } = engine.settings
        const error = writeRule(file, startsByItself)
        if (!error) return answer
        // The setting says again what the file does.
        await session.answer('changeSettings', { startsByItself: !startsByItself })
        return failure(
          'storage-failed',
          `That Forkyard starts automatically could not be changed: ${reasonOf(file, error)}`,
          { details: { file, code: error.code ?? 'unknown' } },
        )
      },
      close: session.close,
    }
  }

  const error = writeRule(file, engine.settings.startsByItself)
  if (error) {
    const sentence = `“forkyard add” may not keep to the setting by which it starts Forkyard: ${reasonOf(file, error)}`
    console.error(`forkyard: ${sentence}`)
    engine.trouble('file-not-written', sentence)
  }
  return { ...engine, openSession }
}

/** Why it could not be written; undefined if it was. */
function writeRule(file: string, startsByItself: boolean): NodeJS.ErrnoException | undefined {
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

function reasonOf(file: string, error: NodeJS.ErrnoException): string {
  return `the file ${file} could not be written (${messageOf(error)}). Make room there, or see to its permissions, and change the setting again.`
}
