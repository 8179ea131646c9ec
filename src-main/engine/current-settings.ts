import type { RequestInput } from '../contract/contract.ts'
import type { Settings } from '../contract/settings.ts'
import type { WriteFailure } from './storage/messages.ts'
import type { StorageThread } from './storage/storage-thread.ts'

/** The settings in force. */
export class CurrentSettings {
  /** Changed in place: whoever holds it sees the newest. */
  readonly value: Settings
  readonly #storage: StorageThread
  readonly #onChanged: (settings: Settings) => void

  constructor(value: Settings, storage: StorageThread, onChanged: (settings: Settings) => void) {
    this.value = value
    this.#storage = storage
    this.#onChanged = onChanged
    storage.keep(value)
  }

  /** Answers with why it could not be stored; nothing has changed then. */
  async change(change: RequestInput<'changeSettings'>): Promise<WriteFailure | undefined> {
    const given = Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined))
    const settings: Settings = { ...this.value, ...given }
    const refusal = await this.#storage.request({ type: 'set-settings', settings })
    if (refusal) return refusal
    Object.assign(this.value, given)
    this.#storage.keep(this.value)
    this.#onChanged(this.value)
    return undefined
  }
}
