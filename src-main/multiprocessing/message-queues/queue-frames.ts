import type { MemoryPlace } from '../../platform/shared-memory.ts'

/** Kinds of frames about message queues; those of multiprocessing/worker/messages.ts are below 32. */
export const queueFrames = {
  /** To the process where the queue lives, or that can ask it. Number: the question's. Content: a `QueueQuestion`. */
  question: 32,
  /** Number: the question's. Content: a `QueueAnswer`. */
  answer: 33,
  /** Number: that of a question whose asker gives up. It is answered all the same. */
  giveUp: 34,
  /** Number: that of a question whose answer was a message, which its asker's code is given now. Sent before that. */
  got: 35,
  /** From the process where the queue lives. Number: the queue's, from now on. Content: its id. */
  queue: 36,
  /** The same way. Number: the queue's, or 0 for the ring. Content: JSON of a `MemoryPlace`, to be opened. */
  memory: 37,
  /** Answers `memory`. Number: the same. Content: nothing if it could not be opened, else anything. */
  opened: 38,
  /** There is a message in the ring, and its reader sleeps. */
  doorbell: 39,
  /** There is room in the ring again. */
  room: 40,
  /** Number: the queue's. A message was taken from its window, and its owner had asked for a report. */
  claimed: 41,
} as const

export function encodePlace(place: MemoryPlace): Buffer {
  return Buffer.from(JSON.stringify(place))
}

export function decodePlace(content: Buffer): MemoryPlace {
  return JSON.parse(content.toString()) as MemoryPlace
}
