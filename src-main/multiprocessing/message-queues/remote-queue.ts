import type { Access, QueueClient } from './client.ts'
import { type Patience, type QueueEnd, type Taken, nothing } from './end.ts'
import type { QueueName } from './requests.ts'

type PutAnswer = 'put' | 'full' | 'closed'
type TakeAnswer = Taken | 'empty' | 'closed'

/**
 * A queue of another process. Where both have memory in common, nothing is asked for as long as there is room for what is
 * put, and something there to be taken.
 */
export class RemoteQueue implements QueueEnd {
  readonly id: string
  readonly name: string
  readonly capacity: number
  readonly #client: QueueClient
  readonly #access: Access

  constructor(client: QueueClient, { id, name, capacity }: QueueName, access: Access) {
    this.#client = client
    this.#access = access
    this.id = id
    this.name = name
    this.capacity = capacity
  }

  putAtOnce(item: unknown): boolean {
    return this.#client.putAtOnce(this.#access, item)
  }

  takeAtOnce(): unknown {
    const { window, taking } = this.#access
    if (!window || taking > 0 || this.#client.isTurnDue) return nothing
    const item = window.claimItem()
    if (item === nothing) return nothing
    this.#client.noteCall()
    this.#client.noteClaim(this.#access, window)
    return item
  }

  put(content: Uint8Array, patience: Patience): PutAnswer | Promise<PutAnswer> {
    return this.#client.put(this.#access, content, patience)
  }

  take(isLeased: boolean, patience: Patience): TakeAnswer | Promise<TakeAnswer> {
    const content = isLeased || this.#access.taking > 0 ? undefined : this.#claim()
    if (!content) return isLeased ? this.#receive(patience) : this.#wait(patience)
    const taken = { content, lease: 0 }
    return this.#client.turn()?.then(() => taken) ?? taken
  }

  async settle(lease: number, isDone: boolean): Promise<void> {
    await this.#client.ask({ queue: this.#access.number, ask: 'settle', lease, isDone })
  }

  async count(): Promise<number> {
    return (await this.#client.ask({ queue: this.#access.number, ask: 'count' })) as number
  }

  async close(): Promise<void> {
    await this.#client.ask({ queue: this.#access.number, ask: 'close' })
  }

  async subscribe(capacity: number): Promise<QueueEnd> {
    const name = (await this.#client.ask({ queue: this.#access.number, ask: 'subscribe', capacity })) as QueueName
    return this.#client.queue(name)
  }

  #claim(): Buffer | undefined {
    const { window } = this.#access
    const content = window?.claim()
    if (content && window) this.#client.noteClaim(this.#access, window)
    return content
  }

  async #receive({ timeout, signal }: Patience): Promise<TakeAnswer> {
    const question = { queue: this.#access.number, ask: 'take', isLeased: true, hasWindow: false, timeout } as const
    return (await this.#client.ask(question, signal)) as TakeAnswer
  }

  /** Until something is there, which others may be quicker to take. */
  async #wait({ timeout, signal }: Patience): Promise<TakeAnswer> {
    const access = this.#access
    const end = performance.now() + timeout
    access.taking++
    try {
      for (;;) {
        const hasWindow = access.window !== undefined
        const left = timeout === Infinity ? Infinity : Math.max(0, end - performance.now())
        const question = { queue: access.number, ask: 'take', isLeased: false, hasWindow, timeout: left } as const
        const answer = await this.#client.ask(question, signal, true)
        if (answer !== 'there') return answer as TakeAnswer
        const content = this.#claim()
        if (content) return { content, lease: 0 }
      }
    } finally {
      access.taking--
    }
  }
}
