import { type Failure, failure } from '../contract/answer.ts'

/** What a client wants back with the answer: its own choice, up to 100 characters. */
type MessageId = number | string

type ClientMessage =
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
    return { ok: false, id: null, failure: notAMessage('not-json', 'it is not JSON') }
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return { ok: false, id: null, failure: notAMessage('wrong-type', 'it is not an object') }
  }
  const { id, name, input } = value as Record<string, unknown>
  if (!isMessageId(id)) {
    return { ok: false, id: null, failure: notAMessage('missing', 'its “id” is not a number or a short text') }
  }
  return { ok: true, id, name, input }
}

function isMessageId(id: unknown): id is MessageId {
  return (typeof id === 'number' && Number.isFinite(id)) || (typeof id === 'string' && id.length <= 100)
}

/** @param reason what is wrong with it, as the end of a sentence */
export function notAMessage(code: string, reason: string): Failure {
  const message = `${shape}; ${reason}.`
  return failure('invalid-request', message, { issues: [{ path: '', code, message }] })
}
