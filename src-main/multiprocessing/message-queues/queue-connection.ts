import type { QueueAnswer, QueueName } from './answer.ts'
import type { EventLoopTurns } from './event-loop-turns.ts'
import type { QueueQuestion } from './question.ts'
import type { PutAnswer, QueueEndpoint, WaitLimit } from './queue-endpoint.ts'
import type { Window } from './window.ts'

/** What this process has of a queue that lives elsewhere. */
export interface QueueAccess {
  /** 0: it is unknown here. */
  number: number
  window: Window | undefined
  /** Messages that are being put by question: what is put behind them must not overtake them. */
  putting: number
  /** Takers that wait: who comes later must not be served before them. */
  taking: number
}

/** The way to queues that live in the process that started this one, or beyond it. */
export interface QueueConnection {
  readonly turns: EventLoopTurns
  queue(name: QueueName): QueueEndpoint
  /** Behind what was put before it. Rejects with a QueueLostError. @param isConfirmed a message that is the answer is reported as `got` */
  ask(question: QueueQuestion, signal?: AbortSignal, isConfirmed?: boolean): Promise<QueueAnswer>
  /** False if that would take waiting, for room or for a turn of the event loop. */
  putAtOnce(access: QueueAccess, item: unknown): boolean
  put(access: QueueAccess, content: Uint8Array, limit: WaitLimit): PutAnswer | Promise<PutAnswer>
  /** Tells the queue's owner at once that a message was taken from its window, if it wants to know. */
  reportClaim(access: QueueAccess, window: Window): void
}
