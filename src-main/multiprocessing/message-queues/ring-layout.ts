/*
 * Messages on their way from one producer to the process where their queues live, in memory that both share. What the
 * producer has published is in its queue for whoever asks, since the reader empties the ring before it answers anybody;
 * what it was still writing when it died was never there.
 */

/** Words before the messages: what was read, what was written, whether the reader sleeps, whether the writer wants room. */
export const readAt = 0
export const writtenAt = 1
export const sleepAt = 2
export const roomRequestAt = 3
/** From here on one word a queue: 1 if it can be put to by the ring. */
export const queuesAt = 16
/** Queues that can be put to by the ring. */
export const queues = 256

/** Bytes of all messages; a power of two. */
export const room = 131_072
/** Bytes before each content: its length, and its queue's number. */
export const headLength = 8
/** A length that says: go on at the beginning. */
export const wrap = -1
/** The word at `writtenAt` has the position in its lower bits; the rest changes with every stop. */
export const positionBits = room - 1

export const contentAt = (queuesAt + queues) * 4

/** Bytes of memory that a ring needs. */
export const ringBytes = contentAt + room

/** Bytes that a message of this length takes in the ring. */
export function sizeOf(length: number): number {
  return headLength + ((length + 3) & ~3)
}
