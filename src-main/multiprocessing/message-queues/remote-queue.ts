import type { QueueName } from './answer.ts'
import type { QueueAccess, QueueConnection } from './queue-connection.ts'
import {
  type LeaseEnd,
  type PutAnswer,
  type QueueEndpoint,
  type TakeAnswer,
  type WaitLimit,
  nothing,
} from './queue-endpoint.ts'

/**
 * A queue of another process. If both have memory in common, nothing is asked as long as there is room for what is put,
 * and a message to be taken.
 */
export class RemoteQueue implements QueueEndpoint {
  readonly id: string
  readonly name: string
  readonly capacity: number
  readonly #connection: QueueConnection
  readonly #access: QueueAccess

  constructor(connection: QueueConnection, { id, name, capacity }: QueueName, access: QueueAccess) {
    this.#connection = connection
    this.#access = access
    this.id = id
    this.name = name
    this.capacity = capacity
  }

  putAtOnce(item: unknown): boolean {
    return this.#connection.putAtOnce(this.#access, item)
  }

  takeAtOnce(): unknown {
    const { window, taking } = this.#access
    if (!window || taking > 0 || this.#connection.turns.isDue) return nothing
    const item = window.claimItem()
    if (item === nothing) return nothing
    this.#connection.turns.noteCall()
    this.#connection.reportClaim(this.#access, window)
    return item
  }

  put(content: Uint8Array, limit: WaitLimit): PutAnswer | Promise<PutAnswer> {
    return this.#connection.put(this.#access, content, limit)
  }

  take(isLeased: boolean, limit: WaitLimit): TakeAnswer | Promise<TakeAnswer> {
    const content = isLeased || this.#access.taking > 0 ? undefined : this.#claim()
    if (!content) return isLeased ? this.#receive(limit) : this.#wait(limit)
    const taken = { content, lease: 0 }
    return this.#connection.turns.afterCall()?.then(() => taken) ?? taken
  }

  async endLease(lease: number, how: LeaseEnd): Promise<void> {
    await this.#connection.ask({ queue: this.#access.number, ask: 'end-lease', lease, how })
  }

  async count(): Promise<number> {
    return (await this.#connection.ask({ queue: this.#access.number, ask: 'count' })) as number
  }

  async close(): Promise<void> {
    await this.#connection.ask({ queue: this.#access.number, ask: 'close' })
  }

  async subscribe(capacity: number): Promise<QueueEndpoint> {
    const name = (await this.#connection.ask({ queue: this.#access.number, ask: 'subscribe', capacity })) as QueueName
    return this.#connection.queue(name)
  }

  #claim(): Buffer | undefined {
    const { window } = this.#access
    const content = window?.claim()
    if (content && window) this.#connection.reportClaim(this.#access, window)
    return content
  }

  async #receive({ timeout, signal }: WaitLimit): Promise<TakeAnswer> {
    const question = { queue: this.#access.number, ask: 'take', isLeased: true, hasWindow: false, timeout } as const
    return (await this.#connection.ask(question, signal)) as TakeAnswer
  }

  /** Until a message is there, which others may be quicker to take. */
  async #wait({ timeout, signal }: WaitLimit): Promise<TakeAnswer> {
    const access = this.#access
    const end = performance.now() + timeout
    access.taking++
    try {
      for (;;) {
        const hasWindow = access.window !== undefined
        const left = timeout === Infinity ? Infinity : Math.max(0, end - performance.now())
        const question = { queue: access.number, ask: 'take', isLeased: false, hasWindow, timeout: left } as const
        const answer = await this.#connection.ask(question, signal, true)
        if (answer !== 'there') return answer as TakeAnswer
        const content = this.#claim()
        if (content) return { content, lease: 0 }
      }
    } finally {
      access.taking--
    }
  }
}
