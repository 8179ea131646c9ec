import { failure } from '../contract/answer.ts'
import type { Notice } from '../contract/contract.ts'
import type { Engine } from '../engine/index.ts'
import { messageOf, raise } from '../platform/uncaught.ts'
import { notAMessage, parseMessage } from './message.ts'

/** What carries one client's messages, whatever it is made of. */
export interface Carrier {
  readonly isOpen: boolean
  /** Bytes that wait because the client reads slowly. */
  readonly bytesWaiting: number
  /** Sends one message; calls back when it has left or never will. */
  send(text: string, onSent: () => void): void
  /** Ends the connection at once. */
  cut(): void
}

export interface Bounds {
  /** Bytes that may wait for a slow client before deltas are left out; it then takes a new snapshot. */
  deltas: number
  /** Bytes that may wait for a client that asks but does not read; beyond, it is cut off. */
  waiting: number
}

export const defaultBounds: Bounds = { deltas: 1_048_576, waiting: 268_435_456 }

/** One client's conversation with the engine, over any carrier. */
export interface Conversation {
  /** Answers one message, as soon as its answer is there. False if it is no request at all, which it then says. */
  receive(text: string): boolean
  /** Says that what came is no message, and why: a code, and the end of a sentence. */
  refuse(code: string, reason: string): void
  /** Requests that are not answered yet. */
  readonly underWay: number
  /** Whether the client has asked for notices. */
  readonly isSubscribed: boolean
  close(): void
}

export function converse(
  carrier: Carrier,
  engine: Engine,
  { bounds = defaultBounds, onAnswered }: { bounds?: Bounds; onAnswered?: () => void } = {},
): Conversation {
  /** The newest revision that the client was not told of. */
  let skippedRevision: number | undefined
  let underWay = 0
  let isSubscribed = false

  function send(message: object): void {
    if (!carrier.isOpen) return
    if (carrier.bytesWaiting > bounds.waiting) carrier.cut()
    else carrier.send(JSON.stringify(message), catchUp)
  }

  /** Told of a revision it does not stand at, the client asks for a snapshot: deltas need not be kept for it. */
  function catchUp(): void {
    if (skippedRevision === undefined || carrier.bytesWaiting > bounds.deltas) return
    const revision = skippedRevision
    skippedRevision = undefined
    send({ notice: { name: 'delta', value: { previousRevision: revision, revision } } })
  }

  function deliver(notice: Notice): void {
    if (notice.name === 'delta' && carrier.bytesWaiting > bounds.deltas) skippedRevision = notice.value.revision
    else {
      if (notice.name === 'delta') skippedRevision = undefined
      send({ notice })
    }
  }

  const session = engine.openSession({ deliver })

  /** Whatever goes wrong, the client is answered: it has nothing else to wait for. */
  async function answer(id: number | string, name: unknown, input: unknown): Promise<void> {
    underWay++
    try {
      const answered = await session.answer(name, input)
      if (name === 'subscribe' && answered.ok) isSubscribed = true
      send({ id, answer: answered })
    } catch (error) {
      raise(error)
      send({ id, answer: failure('internal-error', `Forkyard made a mistake in answering this: ${messageOf(error)}.`) })
    } finally {
      underWay--
      onAnswered?.()
    }
  }

  return {
    receive(text) {
      const message = parseMessage(text)
      if (message.ok) answer(message.id, message.name, message.input).catch(raise)
      else send({ id: message.id, answer: message.failure })
      return message.ok
    },
    refuse(code, reason) {
      send({ id: null, answer: notAMessage(code, reason) })
    },
    get underWay() {
      return underWay
    },
    get isSubscribed() {
      return isSubscribed
    },
    close: () => {
      session.close()
    },
  }
}
