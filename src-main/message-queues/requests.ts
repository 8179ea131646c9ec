import { deserialize, serialize } from 'node:v8'
import type { Taken } from './end.ts'

/** Kinds of frames about message queues; those of worker/messages.ts are below. */
export const queueFrames = {
  /** To the process where the queue lives, or that can ask it. Number: the question's. Content: a cloned `Question`. */
  question: 32,
  /** Number: the question's. Content: a cloned `Answer`. */
  answer: 33,
  /** Number: that of a question whose asker gives up. It is answered all the same. */
  giveUp: 34,
} as const

export type Question = { queue: string } & (
  | { ask: 'put'; content: Uint8Array; timeout: number }
  | { ask: 'take'; isLeased: boolean; timeout: number }
  | { ask: 'settle'; lease: number; isDone: boolean }
  | { ask: 'count' }
  | { ask: 'close' }
  | { ask: 'subscribe'; capacity: number }
)

/** What another process is told of a queue, to reach it. */
export interface QueueName {
  id: string
  capacity: number
}

export type Answer = 'put' | 'full' | 'closed' | 'empty' | Taken | number | undefined | QueueName

export function encode(value: Question | Answer): Buffer {
  return serialize(value)
}

export function decode(content: Buffer): unknown {
  return deserialize(content)
}
