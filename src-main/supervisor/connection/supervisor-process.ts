import { readFileSync } from 'node:fs'
import type { SocketFolder } from './socket-folder.ts'

/** Characters of its last words that are worth showing. */
const longestWords = 2_000

/** The supervisor process as a host sees it. */
export interface SupervisorProcess {
  readonly pid: number | undefined
  /** How it ended, with its last words; undefined while it lives, as far as is known. */
  describeEnd(): string | undefined
  /** Resolves when it has ended, or after so many milliseconds. */
  whenEnded(bound: number): Promise<void>
  /** Whether somebody has stopped it by a signal, as far as the system tells. */
  isStopped(): boolean
  /** By SIGCONT. */
  continue(): void
  /** By SIGKILL: its tasks go on, and what it wrote down is exact. */
  kill(): void
}

/** What it printed before it ended: why, if it failed. */
export function lastWords({ logFile }: SocketFolder): string {
  try {
    return readFileSync(logFile, 'utf8').trim().slice(-longestWords)
  } catch {
    return ''
  }
}
