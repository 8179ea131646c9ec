import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'
import { linkSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const algorithm = 'aes-256-gcm'
/** Bytes: NIST SP 800-38D recommends 12 for the nonce, and 16 for the tag. */
const lengths = { key: 32, nonce: 12, tag: 16 }

/** Encrypts the values of secret variables with one random key, in a file (0600) that every host of this data folder reads. */
export class SecretKey {
  readonly #key: Buffer

  private constructor(key: Buffer) {
    this.#key = key
  }

  /** Makes the key where there is none. Throws the system's error, or where the file is not a key. */
  static load(folder: string): SecretKey {
    const file = join(folder, 'secret.key')
    try {
      return SecretKey.#read(file)
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
    return SecretKey.#read(file)
  }

  static #read(file: string): SecretKey {
    const key = Buffer.from(readFileSync(file, 'utf8'), 'base64')
    if (key.length !== lengths.key) throw new Error(`${file} is not a key of ${String(lengths.key)} bytes.`)
    return new SecretKey(key)
  }

  /** Base64 of nonce, tag and ciphertext. Only under the same name it can be read again. */
  encrypt(name: string, value: string): string {
    const nonce = randomBytes(lengths.nonce)
    const cipher = createCipheriv(algorithm, this.#key, nonce).setAAD(Buffer.from(name))
    const text = Buffer.concat([cipher.update(value, 'utf8'), cipher.final()])
    return Buffer.concat([nonce, cipher.getAuthTag(), text]).toString('base64')
  }

  /** Undefined where it was encrypted with another key or under another name, or has been changed. */
  decrypt(name: string, encrypted: string): string | undefined {
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
