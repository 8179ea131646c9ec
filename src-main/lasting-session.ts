import type { Answer } from './contract/answer.ts'
import type { Notice } from './contract/contract.ts'
import type { Trouble } from './contract/snapshot.ts'
import type { Client, Engine, Session } from './engine/index.ts'

/** Who has one engine after another. */
interface Owner {
  /** Calls back when the current engine can be asked, and answers for it if it is gone before it has answered. */
  ask(act: () => Promise<Answer<unknown>>): Promise<Answer<unknown>>
  forget(): void
}

/** One client's session, with one engine after another. */
export class LastingSession implements Session {
  readonly #owner: Owner
  readonly #client: Client
  #session: Session
  #isSubscribed = false
  /** The latest that the client was told. */
  #revision = 0

  constructor(owner: Owner, client: Client, engine: Engine) {
    this.#owner = owner
    this.#client = {
      ...client,
      deliver: (notice: Notice) => {
        if (notice.name === 'delta') this.#revision = notice.value.revision
        client.deliver(notice)
      },
    }
    this.#session = engine.openSession(this.#client)
  }

  async answer(name: unknown, input: unknown): Promise<Answer<unknown>> {
    const answer = await this.#owner.ask(() => this.#session.answer(name, input))
    if (name === 'subscribe' && answer.ok) {
      this.#isSubscribed = true
      this.#revision = (answer.value as { revision: number }).revision
    }
    return answer
  }

  close(): void {
    this.#owner.forget()
    this.#session.close()
  }

  /** Goes on with another engine. False if its client has not asked for notices. */
  renew(engine: Engine, trouble: Trouble): boolean {
    this.#session.close()
    this.#session = engine.openSession(this.#client)
    if (!this.#isSubscribed) return false
    // A revision that it cannot have: it asks for a snapshot.
    const revision = this.#revision + 2
    this.#client.deliver({ name: 'delta', value: { previousRevision: revision - 1, revision } })
    this.#client.deliver({ name: 'trouble', value: trouble })
    return true
  }
}
