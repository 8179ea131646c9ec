import { createHash, randomBytes } from 'node:crypto'

/** 256 random bits, in characters that URL fragments and subprotocol names allow. */
export function randomSecret(): string {
  return randomBytes(32).toString('base64url')
}

/** What is kept of a secret, so that it stands nowhere in memory or in a core file. */
export function digestOf(secret: string): Buffer {
  return createHash('sha256').update(secret).digest()
}
