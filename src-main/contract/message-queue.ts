import type { RunId } from './run.ts'

/** Who waits at a message queue: a worker with the run that it has, or another process. */
export interface Waiting {
  name: string
  pid?: number
  runId?: RunId
}

/** A message queue between functions, as it was when it was sampled. */
export interface MessageQueue {
  /** Names it for as long as the host lives. */
  id: string
  name: string
  /** Messages that fit; 0: any number. */
  capacity: number
  isOpen: boolean
  /** Messages that wait. */
  depth: number
  /** Messages since its beginning. */
  puts: number
  gets: number
  /** Who waits for room, and who for messages, in order; at most `limits.waitingShown` each. */
  putters: Waiting[]
  takers: Waiting[]
  /** How many do. */
  putterCount: number
  takerCount: number
}

/** A message queue over one second. `depth` stands at its end. */
export interface MessageQueueSample {
  /** Milliseconds since the epoch. */
  at: number
  depth: number
  puts: number
  gets: number
}

/** One round of samples. */
export interface MessageQueueRound {
  at: number
  /** Those that are new or changed, whole. */
  changed: MessageQueue[]
  /** Ids of those that are no more. */
  gone: string[]
}
