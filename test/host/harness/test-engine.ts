import { type Answer, failure, success } from '../../../src-main/contract/answer.ts'
import type { Notice } from '../../../src-main/contract/contract.ts'
import { defaultSettings } from '../../../src-main/contract/settings.ts'
import type { Client, Engine } from '../../../src-main/engine/index.ts'

/** An engine that only echoes: what the host does with an engine, without one. */
export class TestEngine implements Engine {
  readonly clients = new Set<Client>()
  readonly settings = defaultSettings
  /** Set to give another answer. */
  answer: (name: unknown, input: unknown) => Promise<Answer<unknown>> = (name, input) =>
    Promise.resolve(
      name === 'fail' ? failure('wrong-state', 'It is in the wrong state.') : success({ name, input: input ?? null }),
    )

  openSession(client: Client) {
    this.clients.add(client)
    return {
      answer: (name: unknown, input: unknown) => this.answer(name, input),
      close: () => void this.clients.delete(client),
    }
  }

  tell(notice: Notice): void {
    for (const client of this.clients) client.deliver(notice)
  }

  count() {
    return { live: 0, functions: 0, waiting: 0, messages: 0 }
  }

  close() {
    return Promise.resolve()
  }

  trouble(): void {
    return
  }

  onBroken(): void {
    return
  }
}
