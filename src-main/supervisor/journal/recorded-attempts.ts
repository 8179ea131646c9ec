import { keyOf } from '../attempts/attempt.ts'
import type { AttemptKey, Begun, AttemptEnd, LogLimit, StartError } from '../port.ts'
import type { JournalLine, Origin } from './lines.ts'

/** How far an attempt has come. */
export type AttemptState =
  | { kind: 'launching' }
  | ({ kind: 'started'; origin?: Origin | undefined } & Started)
  | { kind: 'start-failed'; error: StartError }
  | ({ kind: 'ended'; exit: AttemptEnd } & Started)
  | { kind: 'unknown'; reason: string }

interface Started extends Begun {
  /** When it started, by `monotonic()`. */
  tick: number
}

/** Everything that is known of an attempt whose end no host has recorded yet. */
export interface RecordedAttempt {
  readonly key: AttemptKey
  readonly marker: string
  readonly logFile: string
  readonly logLimit: LogLimit | undefined
  /** When it was launched: milliseconds since the epoch. */
  readonly at: number
  /** As `at`, by `monotonic()`. */
  readonly tick: number
  /** Everything of the log before this byte is gone. */
  keptFrom: number
  state: AttemptState
}

/** The attempts of a journal that are not settled, by key: what its lines come to. */
export class RecordedAttempts {
  readonly entries = new Map<string, RecordedAttempt>()

  find(key: AttemptKey): RecordedAttempt | undefined {
    return this.entries.get(keyOf(key))
  }

  apply(line: JournalLine): void {
    if (line.type === 'settled') {
      for (const key of line.keys) this.entries.delete(keyOf(key))
      return
    }
    const { runId, attempt } = line
    const key = { runId, attempt }
    if (line.type === 'launching') {
      const { marker, logFile, logLimit, at, tick } = line
      this.entries.set(keyOf(key), {
        key,
        marker,
        logFile,
        logLimit,
        at,
        tick,
        keptFrom: 0,
        state: { kind: 'launching' },
      })
      return
    }
    const entry = this.entries.get(keyOf(key))
    if (!entry) return
    switch (line.type) {
      case 'started': {
        const { pid, startTime, at, tick, origin } = line
        entry.state = { kind: 'started', pid, startTime, at, tick, origin }
        break
      }
      case 'start-failed':
        entry.state = { kind: 'start-failed', error: line.error }
        break
      case 'exited':
        if (entry.state.kind === 'started') {
          const { pid, startTime, at, tick } = entry.state
          entry.state = { kind: 'ended', pid, startTime, at, tick, exit: line.exit }
        }
        break
      case 'log-cut':
        entry.keptFrom = line.keptFrom
        break
      case 'unknown':
        entry.state = { kind: 'unknown', reason: line.reason }
    }
  }
}

/** The fewest lines that come to this entry. */
export function linesOf({ key, marker, logFile, logLimit, at, tick, keptFrom, state }: RecordedAttempt): JournalLine[] {
  const lines: JournalLine[] = [{ type: 'launching', ...key, marker, logFile, logLimit, at, tick }]
  if (state.kind === 'started' || state.kind === 'ended') {
    const origin = state.kind === 'started' ? state.origin : undefined
    const { pid, startTime } = state
    lines.push({ type: 'started', ...key, pid, startTime, at: state.at, tick: state.tick, origin })
  }
  if (keptFrom > 0) lines.push({ type: 'log-cut', ...key, keptFrom })
  switch (state.kind) {
    case 'ended':
      lines.push({ type: 'exited', ...key, exit: state.exit })
      break
    case 'start-failed':
      lines.push({ type: 'start-failed', ...key, error: state.error })
      break
    case 'unknown':
      lines.push({ type: 'unknown', ...key, reason: state.reason })
      break
    case 'launching':
    case 'started':
  }
  return lines
}
