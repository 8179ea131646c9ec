import { type Answer, failure, success } from '../contract/answer.ts'
import type { RequestInput } from '../contract/contract.ts'
import type { Settings } from '../contract/settings.ts'
import type { SecretKey } from './secret-key.ts'
import { storageFailure } from './storage-failure.ts'
import type { StorageThread } from './storage/storage-thread.ts'

/** The settings in force. */
export class CurrentSettings {
  /** Changed in place: whoever holds it sees the newest. */
  readonly value: Settings
  readonly #storage: StorageThread
  readonly #key: SecretKey
  readonly #onChanged: (settings: Settings) => void

  constructor(value: Settings, storage: StorageThread, key: SecretKey, onChanged: (settings: Settings) => void) {
    this.value = value
    this.#storage = storage
    this.#key = key
    this.#onChanged = onChanged
    storage.keep(value)
  }

  /** Answers with all settings, or with why it could not be kept; nothing has changed then. */
  async change(change: RequestInput<'changeSettings'>): Promise<Answer<Settings>> {
    const given = Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined))
    const settings: Settings = { ...this.value, ...given }
    const keyFailure = await this.#wrapKey(settings.wrapsSecretKey)
    if (keyFailure) return keyFailure
    const refusal = await this.#storage.request({ type: 'set-settings', settings })
    if (refusal) return storageFailure(refusal, 'The setting was not changed')
    Object.assign(this.value, given)
    this.#storage.keep(this.value)
    this.#onChanged(this.value)
    return success(this.value)
  }

  async #wrapKey(isWrapped: boolean): Promise<Answer<never> | undefined> {
    try {
      await this.#key.setWrapped(isWrapped)
      return undefined
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error)
      return failure('not-available', `The key of secret variables stays where it is: ${reason}`)
    }
  }
}
