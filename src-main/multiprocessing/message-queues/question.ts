import type { LeaseEnd } from './queue-endpoint.ts'

/** What a process asks about a queue of another one. */
export type QueueQuestion = { queue: number } & (
  | { ask: 'put'; timeout: number; content: Uint8Array }
  /** `hasWindow`: the asker can take from the queue's window, and only has to be told when a message is there. */
  | { ask: 'take'; timeout: number; isLeased: boolean; hasWindow: boolean }
  | { ask: 'end-lease'; lease: number; how: LeaseEnd }
  | { ask: 'count' }
  | { ask: 'close' }
  | { ask: 'subscribe'; capacity: number }
  /** Of no queue yet: the one of this name. */
  | { ask: 'open'; name: string; capacity: number | undefined }
)

/** Their places in this list are what is sent. */
const asks = ['put', 'take', 'end-lease', 'count', 'close', 'subscribe', 'open'] as const

/** Bytes before a question's content: ask (1), queue (4), flags (1), a number (8): timeout, lease or capacity. */
const headLength = 14

export function encodeQuestion(question: QueueQuestion): Buffer {
  const content = contentOf(question)
  const bytes = Buffer.allocUnsafe(headLength + (content?.byteLength ?? 0))
  bytes[0] = asks.indexOf(question.ask)
  bytes.writeUInt32LE(question.queue, 1)
  bytes[5] = flagsOf(question)
  bytes.writeDoubleLE(numberOf(question), 6)
  if (content) bytes.set(content, headLength)
  return bytes
}

export function decodeQuestion(bytes: Buffer): QueueQuestion {
  const queue = bytes.readUInt32LE(1)
  const flags = bytes[5] ?? 0
  const value = bytes.readDoubleLE(6)
  const ask = asks[bytes[0] ?? 0] ?? 'count'
  switch (ask) {
    case 'put':
      return { queue, ask, timeout: value, content: bytes.subarray(headLength) }
    case 'take':
      return { queue, ask, timeout: value, isLeased: (flags & 1) > 0, hasWindow: (flags & 2) > 0 }
    case 'end-lease':
      return { queue, ask, lease: value, how: (flags & 1) > 0 ? 'acknowledged' : 'released' }
    case 'subscribe':
      return { queue, ask, capacity: value }
    case 'open': {
      const capacity = value < 0 ? undefined : value
      return { queue, ask, name: bytes.toString('utf8', headLength), capacity }
    }
    default:
      return { queue, ask }
  }
}

function flagsOf(question: QueueQuestion): number {
  if (question.ask === 'take') return (question.isLeased ? 1 : 0) + (question.hasWindow ? 2 : 0)
  return question.ask === 'end-lease' && question.how === 'acknowledged' ? 1 : 0
}

function numberOf(question: QueueQuestion): number {
  if ('timeout' in question) return question.timeout
  if (question.ask === 'end-lease') return question.lease
  if (question.ask === 'open') return question.capacity ?? -1
  return question.ask === 'subscribe' ? question.capacity : 0
}

function contentOf(question: QueueQuestion): Uint8Array | undefined {
  if (question.ask === 'open') return Buffer.from(question.name)
  return question.ask === 'put' ? question.content : undefined
}
