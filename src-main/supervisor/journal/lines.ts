import type { AttemptKey, Begun, AttemptEnd, LogLimit, StartError } from '../port.ts'

/** Of the journal alone, apart from the protocol: a later version reads what an earlier one wrote. */
export const journalVersion = 1

/** The first line: whose journal it is. */
export interface Header {
  type: 'header'
  journal: number
  /** Of the socket. */
  protocol: number
  /** Begins every marker of its attempts. */
  instance: string
  boot: string
  pid: number
  startTime: number
  /** Milliseconds since the epoch. */
  at: number
}

/** A supervisor process whose journal may yet say how an attempt of its own ended. */
export interface Origin {
  journal: string
  pid: number
  startTime: number
}

export type JournalLine =
  /** Written before the spawn: without `started` after it, nobody knows whether there is a process. */
  | ({
      type: 'launching'
      marker: string
      logFile: string
      logLimit?: LogLimit | undefined
      at: number
      tick: number
    } & AttemptKey)
  /** `origin`: its parent is another supervisor process, which may yet record its end. */
  | ({ type: 'started'; tick: number; origin?: Origin | undefined } & Begun & AttemptKey)
  | ({ type: 'start-failed'; error: StartError } & AttemptKey)
  | ({ type: 'exited'; exit: AttemptEnd } & AttemptKey)
  | ({ type: 'log-cut'; keptFrom: number } & AttemptKey)
  | ({ type: 'unknown'; reason: string } & AttemptKey)
  | { type: 'settled'; keys: readonly AttemptKey[] }

type Form = Record<string, 'number' | 'string' | 'object'>

const key: Form = { runId: 'number', attempt: 'number' }

const forms: Record<(Header | JournalLine)['type'], Form> = {
  header: {
    journal: 'number',
    protocol: 'number',
    instance: 'string',
    boot: 'string',
    pid: 'number',
    startTime: 'number',
    at: 'number',
  },
  launching: { ...key, marker: 'string', logFile: 'string', at: 'number', tick: 'number' },
  started: { ...key, pid: 'number', startTime: 'number', at: 'number', tick: 'number' },
  'start-failed': { ...key, error: 'object' },
  exited: { ...key, exit: 'object' },
  'log-cut': { ...key, keptFrom: 'number' },
  unknown: { ...key, reason: 'string' },
  settled: { keys: 'object' },
}

/** Undefined if the text is no line of a journal: it was torn, or damaged. */
export function parseLine(text: string): Header | JournalLine | undefined {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return undefined
  }
  if (typeof value !== 'object' || value === null || !('type' in value) || typeof value.type !== 'string') {
    return undefined
  }
  if (!Object.hasOwn(forms, value.type)) return undefined
  const fields = value as Record<string, unknown>
  const form = Object.entries(forms[value.type as JournalLine['type']])
  const isWhole = form.every(([name, type]) => typeof fields[name] === type && fields[name] !== null)
  return isWhole ? (value as Header | JournalLine) : undefined
}
