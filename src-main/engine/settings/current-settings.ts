import { type Answer, failure, success } from '../../contract/answer.ts'
import type { RequestInput } from '../../contract/contract.ts'
import type { Settings } from '../../contract/settings.ts'
import type { SecretKey } from '../data-folder/secret-key.ts'
import { storageFailure } from '../storage/storage-failure.ts'
import type { StorageThread } from '../storage/storage-thread.ts'

/** The settings in force. Changes take effect one after the other, in order of arrival, each of the fields that it names. */
export class CurrentSettings {
  /** Changed in place: whoever holds it sees the newest. */
  readonly value: Settings
  readonly #storage: StorageThread
  readonly #key: SecretKey
  readonly #onChanged: (settings: Settings) => void
  /** Resolves when the change that arrived last is through. Never rejects. */
  #last: Promise<unknown> = Promise.resolve()

  constructor(value: Settings, storage: StorageThread, key: SecretKey, onChanged: (settings: Settings) => void) {
    this.value = value
    this.#storage = storage
    this.#key = key
    this.#onChanged = onChanged
    storage.keep(value)
  }

  /** Answers with all settings, or with why it could not be kept; nothing has changed then. */
  change(change: RequestInput<'changeSettings'>): Promise<Answer<Settings>> {
    const answer = this.#last.then(() => this.#change(change))
    this.#last = answer.catch(() => undefined)
    return answer
  }

  async #change(change: RequestInput<'changeSettings'>): Promise<Answer<Settings>> {
    const given = Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined))
    const settings = given as Partial<Settings>
    if (Object.keys(settings).length === 0) return success(this.value)
    const wasWrapped = this.#key.isWrapped
    const keyFailure = await this.#wrapKey(settings.wrapsSecretKey ?? wasWrapped)
    if (keyFailure) return keyFailure
    const refusal = await this.#storage.request({ type: 'set-settings', settings })
    if (refusal) {
      // If the keyring does not take that back, the setting says where the key is now.
      if (await this.#wrapKey(wasWrapped)) this.#apply({ wrapsSecretKey: this.#key.isWrapped })
      return storageFailure(refusal, 'The setting was not changed')
    }
    this.#apply(settings)
    return success(this.value)
  }

  #apply(settings: Partial<Settings>): void {
    Object.assign(this.value, settings)
    this.#storage.keep(this.value)
    this.#onChanged(this.value)
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
