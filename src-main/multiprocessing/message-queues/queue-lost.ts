import { raise } from '../../platform/uncaught.ts'

/** The process that the queue is reached through is gone. */
export class QueueLostError extends Error {
  override readonly name = 'QueueLostError'
}

export function lost(): QueueLostError {
  return new QueueLostError('The process that this message queue is reached through is gone.')
}

/** For what nobody waits for: a queue whose process is gone needs nothing any more. */
export function unlessLost(error: unknown): void {
  if (!(error instanceof QueueLostError)) raise(error)
}
