/** There is no room in the queue, or was none within the time that was given. */
export class Full extends Error {
  override readonly name = 'Full'
}

/** There is nothing in the queue, or was nothing within the time that was given. */
export class Empty extends Error {
  override readonly name = 'Empty'
}

/** The queue was closed, and nothing is left in it. */
export class QueueClosedError extends Error {
  override readonly name = 'QueueClosedError'
}
