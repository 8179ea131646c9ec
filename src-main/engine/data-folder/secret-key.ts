import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'
import { linkSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { syncFolder } from '../../platform/sync-folder.ts'
import { replaceFileDurably } from '../../platform/whole-file.ts'

const algorithm = 'aes-256-gcm'
/** Bytes: NIST SP 800-38D recommends 12 for the nonce, and 16 for the tag. */
const lengths = { key: 32, nonce: 12, tag: 16 }

/** What stands before a key that the keyring has encrypted. */
const wrappedMark = 'keyring:'

/** The system's store of secrets (Keychain, DPAPI, libsecret, KWallet), where the host has one. Rejects where it refuses. */
export interface Keyring {
  wrap(text: string): Promise<Buffer>
  unwrap(wrapped: Buffer): Promise<string>
}

/**
 * Encrypts the values of secret variables with one random key, in a file (0600) that every host of this data folder reads.
 * With the key wrapped by the keyring of the desktop, hosts without that keyring can do neither.
 */
export class SecretKey {
  readonly #file: string
  readonly #keyring: Keyring | undefined
  /** Undefined while it is wrapped and cannot be unwrapped here. */
  readonly #key: Buffer | undefined
  #isWrapped: boolean

  private constructor(
    file: string,
    keyring: Keyring | undefined,
    read: { key: Buffer | undefined; isWrapped: boolean },
  ) {
    this.#file = file
    this.#keyring = keyring
    this.#key = read.key
    this.#isWrapped = read.isWrapped
  }

  /** Makes the key where there is none. Rejects with the system's error, or where the file is not a key. */
  static async load(folder: string, keyring: Keyring | undefined): Promise<SecretKey> {
    const file = join(folder, 'secret.key')
    try {
      return new SecretKey(file, keyring, await read(file, keyring))
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
    }
    // Under its name only when it is whole and on the disk, and never over another: without it secrets are lost.
    const unfinished = `${file}.${String(process.pid)}`
    writeFileSync(unfinished, randomBytes(lengths.key).toString('base64'), { mode: 0o600, flush: true })
    try {
      linkSync(unfinished, file)
    } finally {
      rmSync(unfinished, { force: true })
    }
    syncFolder(folder)
    return new SecretKey(file, keyring, await read(file, keyring))
  }

  get isWrapped(): boolean {
    return this.#isWrapped
  }

  /** Why nothing can be encrypted or decrypted here; undefined where it can. */
  get refusal(): string | undefined {
    if (this.#key) return undefined
    return 'the key of secret variables is kept by the keyring of the desktop (Settings, Secrets), which this host cannot ask. Use the desktop app, or take the key out of the keyring there'
  }

  /** Has the keyring keep the key, or not any more. Rejects where there is no keyring, where it refuses, or the system's error. */
  async setWrapped(isWrapped: boolean): Promise<void> {
    if (isWrapped === this.#isWrapped) return
    if (!this.#key || !this.#keyring) throw new Error('There is no keyring that this host can ask.')
    const text = this.#key.toString('base64')
    const content = isWrapped ? wrappedMark + (await this.#keyring.wrap(text)).toString('base64') : text
    replaceFileDurably(this.#file, content)
    this.#isWrapped = isWrapped
  }

  /** Base64 of nonce, tag and ciphertext. Only under the same name it can be read again. Not to be asked where it refuses. */
  encrypt(name: string, value: string): string {
    if (!this.#key) throw new Error('The key is not to be had here.')
    const nonce = randomBytes(lengths.nonce)
    const cipher = createCipheriv(algorithm, this.#key, nonce).setAAD(Buffer.from(name))
    const text = Buffer.concat([cipher.update(value, 'utf8'), cipher.final()])
    return Buffer.concat([nonce, cipher.getAuthTag(), text]).toString('base64')
  }

  /** Undefined where it was encrypted with another key or under another name, has been changed, or where the key refuses. */
  decrypt(name: string, encrypted: string): string | undefined {
    if (!this.#key) return undefined
    const bytes = Buffer.from(encrypted, 'base64')
    const nonce = bytes.subarray(0, lengths.nonce)
    const tag = bytes.subarray(lengths.nonce, lengths.nonce + lengths.tag)
    try {
      const decipher = createDecipheriv(algorithm, this.#key, nonce).setAAD(Buffer.from(name)).setAuthTag(tag)
      const text = decipher.update(bytes.subarray(lengths.nonce + lengths.tag))
      return Buffer.concat([text, decipher.final()]).toString('utf8')
    } catch {
      return undefined
    }
  }
}

async function read(
  file: string,
  keyring: Keyring | undefined,
): Promise<{ key: Buffer | undefined; isWrapped: boolean }> {
  const content = readFileSync(file, 'utf8')
  const isWrapped = content.startsWith(wrappedMark)
  const text = isWrapped ? await unwrap(content.slice(wrappedMark.length), keyring) : content
  if (text === undefined) return { key: undefined, isWrapped }
  const key = Buffer.from(text, 'base64')
  if (key.length !== lengths.key) throw new Error(`${file} is not a key of ${String(lengths.key)} bytes.`)
  return { key, isWrapped }
}

/** A keyring of another user or machine refuses: the host runs all the same, without the secrets. */
async function unwrap(wrapped: string, keyring: Keyring | undefined): Promise<string | undefined> {
  try {
    return await keyring?.unwrap(Buffer.from(wrapped, 'base64'))
  } catch {
    return undefined
  }
}
