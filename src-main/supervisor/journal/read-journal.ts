import { readFileSync } from 'node:fs'
import { RecordedAttempts } from './recorded-attempts.ts'
import { type Header, journalVersion, parseLine } from './lines.ts'

export type JournalRead =
  | {
      kind: 'read'
      header: Header
      attempts: RecordedAttempts
      /** False if a line other than the last cannot be read: attempts may be missing. */
      isWhole: boolean
    }
  /** There is none, or not one whole line: its supervisor process has launched nothing. */
  | { kind: 'empty' }
  /** Its first line cannot be understood. */
  | { kind: 'unreadable' }
  | { kind: 'of-later-version' }

/** Reads a journal, of a living supervisor process too; a last line that was torn counts as not written. */
export function readJournal(file: string): JournalRead {
  let text: string
  try {
    text = readFileSync(file, 'utf8')
  } catch (error) {
    return { kind: (error as NodeJS.ErrnoException).code === 'ENOENT' ? 'empty' : 'unreadable' }
  }
  const end = text.lastIndexOf('\n')
  if (end < 0) return { kind: 'empty' }
  const [first = '', ...rest] = text.slice(0, end).split('\n')
  const header = parseLine(first)
  if (header?.type !== 'header') return { kind: 'unreadable' }
  if (header.journal > journalVersion) return { kind: 'of-later-version' }
  const attempts = new RecordedAttempts()
  let isWhole = true
  for (const line of rest.map(parseLine)) {
    if (!line || line.type === 'header') isWhole = false
    else attempts.apply(line)
  }
  return { kind: 'read', header, attempts, isWhole }
}
