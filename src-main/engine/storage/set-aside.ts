import { appendFileSync } from 'node:fs'
import { join } from 'node:path'
import type { FactWrite, WriteFailure } from './messages.ts'

/**
 * Keeps facts that the database refuses for a reason that will not pass, which is a mistake of this program's: one line of
 * JSON each, for whoever looks into it. Returns the file; undefined if it could not be written.
 */
export function keepAside(
  folder: string,
  facts: readonly { fact: FactWrite; failure: WriteFailure }[],
): string | undefined {
  const file = join(folder, 'set-aside.jsonl')
  const at = new Date().toISOString()
  for (const { fact, failure } of facts) {
    console.error(`forkyard: a record (${fact.type}) could not be stored and was set aside: ${failure.message}`)
  }
  try {
    appendFileSync(file, facts.map((one) => `${JSON.stringify({ at, ...one })}\n`).join(''), { mode: 0o600 })
    return file
  } catch (error) {
    console.error(`forkyard: ${file} could not be written:`, error)
    return undefined
  }
}
