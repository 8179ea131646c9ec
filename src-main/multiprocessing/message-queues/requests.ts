import type { MemoryPlace } from '../../platform/shared-memory.ts'
import type { Taken } from './end.ts'

/** Kinds of frames about message queues; those of multiprocessing/worker/messages.ts are below. */
export const queueFrames = {
  /** To the process where the queue lives, or that can ask it. Number: the question's. Content: a `Question`. */
  question: 32,
  /** Number: the question's. Content: an `Answer`. */
  answer: 33,
  /** Number: that of a question whose asker gives up. It is answered all the same. */
  giveUp: 34,
  /** Number: that of a question whose answer was a message, which its asker's code is given now. Sent before that. */
  got: 35,
  /** From the process where the queue lives. Number: the queue's, from now on. Content: its id. */
  queue: 36,
  /** The same way. Number: the queue's, or 0 for the ring. Content: JSON of a `MemoryPlace`, to be opened. */
  memory: 37,
  /** Answers `memory`. Number: the same. Content: nothing where it could not be opened, else anything. */
  opened: 38,
  /** There is something in the ring, and its reader sleeps. */
  doorbell: 39,
  /** There is room in the ring again. */
  room: 40,
  /** Number: the queue's. What its owner wanted to be told of has been taken from its window. */
  claimed: 41,
} as const

export type Question = { queue: number } & (
  | { ask: 'put'; timeout: number; content: Uint8Array }
  /** `hasWindow`: the asker can take from the queue's window, and only has to be told when something is there. */
  | { ask: 'take'; timeout: number; isLeased: boolean; hasWindow: boolean }
  | { ask: 'settle'; lease: number; isDone: boolean }
  | { ask: 'count' }
  | { ask: 'close' }
  | { ask: 'subscribe'; capacity: number }
  /** Of no queue yet: the one of this name. */
  | { ask: 'open'; name: string; capacity: number | undefined }
)

/** What another process is told of a queue, to reach it. */
export interface QueueName {
  id: string
  name: string
  capacity: number
}

export type Word = 'put' | 'full' | 'closed' | 'empty' | 'there' | 'done'

export type Answer = Word | Taken | number | QueueName

const asks = ['put', 'take', 'settle', 'count', 'close', 'subscribe', 'open'] as const
const words = ['put', 'full', 'closed', 'empty', 'there', 'done'] as const
/** Kinds of answers that are no word. */
const number = 32
const taken = 33
const name = 34

/** Bytes before a question's content: ask (1), queue (4), flags (1), a number (8): timeout, lease or capacity. */
const questionHead = 14

export function encodeQuestion(question: Question): Buffer {
  const content = contentOf(question)
  const bytes = Buffer.allocUnsafe(questionHead + (content?.byteLength ?? 0))
  bytes[0] = asks.indexOf(question.ask)
  bytes.writeUInt32LE(question.queue, 1)
  bytes[5] = flagsOf(question)
  bytes.writeDoubleLE(numberOf(question), 6)
  if (content) bytes.set(content, questionHead)
  return bytes
}

export function decodeQuestion(bytes: Buffer): Question {
  const queue = bytes.readUInt32LE(1)
  const flags = bytes[5] ?? 0
  const value = bytes.readDoubleLE(6)
  const ask = asks[bytes[0] ?? 0] ?? 'count'
  switch (ask) {
    case 'put':
      return { queue, ask, timeout: value, content: bytes.subarray(questionHead) }
    case 'take':
      return { queue, ask, timeout: value, isLeased: (flags & 1) > 0, hasWindow: (flags & 2) > 0 }
    case 'settle':
      return { queue, ask, lease: value, isDone: (flags & 1) > 0 }
    case 'subscribe':
      return { queue, ask, capacity: value }
    case 'open': {
      const capacity = value < 0 ? undefined : value
      return { queue, ask, name: bytes.toString('utf8', questionHead), capacity }
    }
    default:
      return { queue, ask }
  }
}

function flagsOf(question: Question): number {
  if (question.ask === 'take') return (question.isLeased ? 1 : 0) + (question.hasWindow ? 2 : 0)
  return question.ask === 'settle' && question.isDone ? 1 : 0
}

function numberOf(question: Question): number {
  if ('timeout' in question) return question.timeout
  if (question.ask === 'settle') return question.lease
  if (question.ask === 'open') return question.capacity ?? -1
  return question.ask === 'subscribe' ? question.capacity : 0
}

function contentOf(question: Question): Uint8Array | undefined {
  if (question.ask === 'open') return Buffer.from(question.name)
  return question.ask === 'put' ? question.content : undefined
}

export function encodeAnswer(answer: Answer): Buffer {
  if (typeof answer === 'string') return Buffer.of(words.indexOf(answer))
  if (typeof answer === 'object' && 'id' in answer) {
    return Buffer.concat([Buffer.of(name), Buffer.from(JSON.stringify(answer))])
  }
  const content = typeof answer === 'object' ? answer.content : undefined
  const bytes = Buffer.allocUnsafe(9 + (content?.byteLength ?? 0))
  bytes[0] = content ? taken : number
  bytes.writeDoubleLE(typeof answer === 'object' ? answer.lease : answer, 1)
  if (content) bytes.set(content, 9)
  return bytes
}

export function decodeAnswer(bytes: Buffer): Answer {
  switch (bytes[0]) {
    case number:
      return bytes.readDoubleLE(1)
    case taken:
      return { lease: bytes.readDoubleLE(1), content: bytes.subarray(9) }
    case name:
      return JSON.parse(bytes.toString('utf8', 1)) as QueueName
    default:
      return words[bytes[0] ?? 0] ?? 'closed'
  }
}

export function encodePlace(place: MemoryPlace): Buffer {
  return Buffer.from(JSON.stringify(place))
}

export function decodePlace(content: Buffer): MemoryPlace {
  return JSON.parse(content.toString()) as MemoryPlace
}
