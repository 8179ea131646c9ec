import type { Trouble } from '../../contract/snapshot.ts'
import type { Conversation } from './conversation.ts'
import type { Clock } from '../../platform/clock.ts'
import type { Feed } from './feed.ts'

/** Milliseconds within which the same trouble is told once: a thousand runs on a full disk are one trouble. */
const troublePause = 30_000

/** Troubles that are kept for the first client; older ones go. */
const mostUntold = 8

/** Every client that has subscribed. */
export class Audience {
  readonly #conversations = new Set<Conversation>()
  /** What happened while there was no client. */
  #untold: Trouble[] = []
  readonly #troubleToldAt = new Map<string, number>()
  /** What clients that come later must know too. */
  readonly #kept = new Map<Trouble['code'], string>()
  readonly #clock: Clock

  constructor(clock: Clock) {
    this.#clock = clock
  }

  /** False where it was there already. */
  add(conversation: Conversation): boolean {
    if (this.#conversations.has(conversation)) return false
    this.#conversations.add(conversation)
    const untold = this.#untold
    this.#untold = []
    for (const value of untold) conversation.client.deliver({ name: 'trouble', value })
    for (const [code, message] of this.#kept) deliver(conversation, code, message)
    return true
  }

  remove(conversation: Conversation): void {
    this.#conversations.delete(conversation)
    conversation.feed.close()
  }

  /** For each client, whatever its feed is to gather. */
  tell(act: (feed: Feed) => void): void {
    for (const { feed } of this.#conversations) act(feed)
  }

  /** For every client, and for whoever has none: on the host's terminal, or in its log. */
  trouble(code: Trouble['code'], message: string): void {
    if (this.pass(code, message)) console.error(`forkyard: ${message}`)
  }

  /** What the host itself has said, for its clients. False where it was told a moment ago. */
  pass(code: Trouble['code'], message: string): boolean {
    if (this.#clock.monotonic() - (this.#troubleToldAt.get(code) ?? -Infinity) < troublePause) return false
    this.#troubleToldAt.set(code, this.#clock.monotonic())
    if (this.#conversations.size === 0) this.#untold = [...this.#untold, { code, message }].slice(-mostUntold)
    for (const { client } of this.#conversations) client.deliver({ name: 'trouble', value: { code, message } })
    return true
  }

  /** For those who are there now; whoever comes later is told in another way. */
  tellPresent(code: Trouble['code'], message: string): void {
    for (const conversation of this.#conversations) deliver(conversation, code, message)
  }

  /** A trouble that lasts: for each client that is there or comes, until it is over (undefined). */
  keepTrouble(code: Trouble['code'], message: string | undefined): void {
    if (message === undefined) {
      this.#kept.delete(code)
      return
    }
    this.#kept.set(code, message)
    for (const conversation of this.#conversations) deliver(conversation, code, message)
  }

  close(): void {
    this.tell((feed) => {
      feed.close()
    })
  }
}

function deliver({ client }: Conversation, code: Trouble['code'], message: string): void {
  client.deliver({ name: 'trouble', value: { code, message } })
}
