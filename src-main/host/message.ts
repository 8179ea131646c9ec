import { type Failure, failure } from '../contract/answer.ts'

/** What a client wants back with the answer: its own choice, up to 100 characters. */
export type MessageId = number | string

export type ClientMessage =
  | { ok: true; id: MessageId; name: unknown; input: unknown }
  /** Not a request at all; `id` is null where none could be read. */
  | { ok: false; id: MessageId | null; failure: Failure }

const shape = 'A message must be JSON like {"id": 1, "name": "subscribe", "input": {}}'

/** Reads the envelope of a message; what is in `name` and `input` is the engine's to parse. Never throws. */
export function parseMessage(text: string): ClientMessage {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return refused(null, 'not-json', 'it is not JSON')
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return refused(null, 'wrong-type', 'it is not an object')
  }
  const { id, name, input } = value as Record<string, unknown>
  if (!isMessageId(id)) return refused(null, 'missing', 'its “id” is not a number or a short text')
  return { ok: true, id, name, input }
}

function isMessageId(id: unknown): id is MessageId {
  return (typeof id === 'number' && Number.isFinite(id)) || (typeof id === 'string' && id.length <= 100)
}

function refused(id: MessageId | null, code: string, reason: string): ClientMessage {
  const message = `${shape}; ${reason}.`
  return { ok: false, id, failure: failure('invalid-request', message, { issues: [{ path: '', code, message }] }) }
}
