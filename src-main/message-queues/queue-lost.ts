/** The process that the queue is reached through is gone. */
export class QueueLostError extends Error {
  override readonly name = 'QueueLostError'
}

export function lost(): QueueLostError {
  return new QueueLostError('The process that this message queue is reached through is gone.')
}
