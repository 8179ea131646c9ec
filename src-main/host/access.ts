import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'

/** What becomes of a one-time token that somebody brings. */
export type Exchange = { ok: true; bearer: string } | { ok: false; code: 'used-link' | 'unknown-link' }

/** Unused links that stay valid; issuing more makes the oldest of them void. */
const linksKept = 16
/** Used links that are still told apart from unknown ones. */
const usedLinksKept = 256

/**
 * Who may speak to the host: one-time tokens, each exchanged once for a bearer that holds as long as the host. Nothing
 * of it is written anywhere, and only digests are kept and compared, in constant time.
 */
export class Access {
  readonly #fresh: Buffer[] = []
  readonly #used: Buffer[] = []
  readonly #bearers: Buffer[] = []

  /** A token for one link. */
  issueToken(): string {
    const token = randomSecret()
    this.#fresh.push(digestOf(token))
    if (this.#fresh.length > linksKept) this.#fresh.shift()
    return token
  }

  exchange(token: string): Exchange {
    const digest = digestOf(token)
    const index = this.#fresh.findIndex((known) => timingSafeEqual(known, digest))
    if (index < 0) return { ok: false, code: isAmong(this.#used, digest) ? 'used-link' : 'unknown-link' }
    this.#fresh.splice(index, 1)
    this.#used.push(digest)
    if (this.#used.length > usedLinksKept) this.#used.shift()
    const bearer = randomSecret()
    this.#bearers.push(digestOf(bearer))
    return { ok: true, bearer }
  }

  admits(bearer: string | undefined): boolean {
    return bearer !== undefined && isAmong(this.#bearers, digestOf(bearer))
  }
}

/** 256 random bits, in characters that URL fragments and subprotocol names allow. */
function randomSecret(): string {
  return randomBytes(32).toString('base64url')
}

function digestOf(secret: string): Buffer {
  return createHash('sha256').update(secret).digest()
}

/** Looks at every entry, so that the time taken tells nothing of where a match was. */
function isAmong(known: readonly Buffer[], digest: Buffer): boolean {
  return known.reduce((found, entry) => timingSafeEqual(entry, digest) || found, false)
}
