import type { Answer, Failure } from '../../../src-main/contract/answer.ts'
import type { OutputChunk } from '../../../src-main/contract/output.ts'
import { limits } from '../../../src-main/contract/limits.ts'
import { type LogWindow, type Piece, type WindowBounds, append, contentOf, openWindow, prepend } from './log-window.ts'
import { unawaited } from '../../unawaited.ts'

/** Reads one run's log: the contract's `readOutput` with the run filled in. */
export type ReadOutput = (request: {
  from: number | 'tail'
  count: number
  wait?: number
}) => Promise<Answer<OutputChunk>>

/** Where output is shown. Promises resolve when it is on the screen: nothing more is read before. */
export interface OutputScreen {
  /** Shows this instead of what was there. */
  replace(pieces: readonly Piece[], why: 'opened' | 'earlier'): Promise<void>
  add(pieces: readonly Piece[]): Promise<void>
}

export interface FollowedOutput {
  /** Reads a step back in the log. Does nothing at its beginning, or when as much as can be is held. */
  showEarlier(): Promise<void>
  stop(): void
}

interface Following {
  read: ReadOutput
  screen: OutputScreen
  /** Called with every change of what is held. */
  onChanged: (log: LogWindow) => void
  /** Reading is tried again after a while, except where the run is unknown. */
  onFailed: (failure: Failure) => void
  /** At least so long; longer while nobody looks. */
  pause: (milliseconds: number) => Promise<void>
  now: () => number
}

/** Milliseconds between two readings at least: ten refreshes a second. */
const refresh = 100
const step = 256 * 1024
/** While following skips, each refresh is replaced by the next: less is enough, and is drawn within a frame or two. */
const skipStep = 64 * 1024
/** Milliseconds that a reading waits for output. A panel that turned to another run leaves one such wait behind. */
const longPoll = 10_000
/** Milliseconds before reading is tried again after a failure. */
const retryAfter = 2_000
/** Further behind than this, following skips to the end of the log. */
const furthestBehind = limits.outputChunk
const followed: WindowBounds = { bytes: 2 * 1024 * 1024, lines: 10_000 }
/** Once a person has looked back, so much is held. */
export const lookedBack: WindowBounds = { bytes: 16 * 1024 * 1024, lines: 100_000 }

/** Whether a further step back would be shown. */
export function canLookBack(log: LogWindow): boolean {
  const held = contentOf(log)
  return (
    log.from > 0 && log.keptFrom < log.size && held.bytes + step <= lookedBack.bytes && held.lines < lookedBack.lines
  )
}

/** Shows the end of a run's log and what comes, until it has ended or `stop` is called. */
export function followOutput({ read, screen, onChanged, onFailed, pause, now }: Following): FollowedOutput {
  let log: LogWindow | undefined
  let bounds = followed
  let isStopped = false
  /** One thing after another: adding and looking back would mix. */
  let screenWork: Promise<void> = Promise.resolve()

  function inTurn(work: () => Promise<void>): Promise<void> {
    screenWork = screenWork.then(() => (isStopped ? undefined : work()))
    return screenWork
  }

  async function take(chunk: OutputChunk): Promise<void> {
    if (!log) {
      log = openWindow(chunk, bounds)
      await screen.replace(log.pieces, 'opened')
    } else if (chunk.attempt !== log.attempt || chunk.size < log.end) {
      // Another attempt's log, or one that was cut: begun again with the next reading.
      log = undefined
      bounds = followed
      return
    } else {
      const next = append(log, chunk, bounds)
      log = next.log
      if (next.added.length > 0) await screen.add(next.added)
    }
    onChanged(log)
  }

  async function readNext(): Promise<'more' | 'failed' | 'end'> {
    const hasAll = log !== undefined && log.end >= log.size
    const isFarBehind = log !== undefined && log.size - log.end > furthestBehind
    const answer = await read({
      from: log && !isFarBehind ? log.end : 'tail',
      count: isFarBehind ? skipStep : step,
      ...(hasAll && { wait: longPoll }),
    })
    if (isStopped) return 'end'
    if (!answer.ok) {
      onFailed(answer)
      return answer.code === 'unknown-run' ? 'end' : 'failed'
    }
    await inTurn(() => take(answer.value))
    return !log || log.isLive || log.end < log.size ? 'more' : 'end'
  }

  async function follow(): Promise<void> {
    while (!isStopped) {
      const began = now()
      const next = await readNext()
      if (next === 'end') return
      await pause(next === 'failed' ? retryAfter : Math.max(0, refresh - (now() - began)))
    }
  }

  async function lookBack(): Promise<void> {
    if (!log || !canLookBack(log)) return
    // Before `keptFrom` there is nothing to read; what was removed meanwhile is told by the answer.
    const from = Math.max(0, Math.min(log.keptFrom, log.from - 1), log.from - step)
    const answer = await read({ from, count: log.from - from })
    if (isStopped) return
    if (!answer.ok) {
      onFailed(answer)
      return
    }
    bounds = lookedBack
    log = prepend(log, answer.value)
    await screen.replace(log.pieces, 'earlier')
    onChanged(log)
  }

  unawaited(follow())
  return {
    showEarlier: () => inTurn(lookBack),
    stop: () => {
      isStopped = true
    },
  }
}
