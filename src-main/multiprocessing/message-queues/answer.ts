import type { TakenMessage } from './queue-endpoint.ts'

/** How another process reaches a queue. */
export interface QueueName {
  id: string
  name: string
  capacity: number
}

export type QueueAnswer = (typeof words)[number] | TakenMessage | number | QueueName

/** Their places in this list are what is sent. */
const words = ['put', 'full', 'closed', 'empty', 'there', 'done'] as const

/** First bytes of answers that are no word. */
const kinds = { number: 32, taken: 33, name: 34 } as const

/** Bytes before a message: its kind (1), its lease (8). */
const headLength = 9

export function encodeAnswer(answer: QueueAnswer): Buffer {
  if (typeof answer === 'string') return Buffer.of(words.indexOf(answer))
  if (typeof answer === 'object' && 'id' in answer) {
    return Buffer.concat([Buffer.of(kinds.name), Buffer.from(JSON.stringify(answer))])
  }
  const content = typeof answer === 'object' ? answer.content : undefined
  const bytes = Buffer.allocUnsafe(headLength + (content?.byteLength ?? 0))
  bytes[0] = content ? kinds.taken : kinds.number
  bytes.writeDoubleLE(typeof answer === 'object' ? answer.lease : answer, 1)
  if (content) bytes.set(content, headLength)
  return bytes
}

export function decodeAnswer(bytes: Buffer): QueueAnswer {
  switch (bytes[0]) {
    case kinds.number:
      return bytes.readDoubleLE(1)
    case kinds.taken:
      return { lease: bytes.readDoubleLE(1), content: bytes.subarray(headLength) }
    case kinds.name:
      return JSON.parse(bytes.toString('utf8', 1)) as QueueName
    default:
      return words[bytes[0] ?? 0] ?? 'closed'
  }
}
