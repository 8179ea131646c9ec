import { timingSafeEqual } from 'node:crypto'
import { digestOf, randomSecret } from './secrets.ts'

/** Milliseconds in which a link can be used. */
export const linkLifetime = 60_000

/** Why a link opens nothing. `unknown-link`: this host never made it, or very long ago. */
export type LinkRefusal = 'used-link' | 'expired-link' | 'unknown-link'

/** Unused links that stay valid; making more expires the oldest of them. */
const freshLinks = 16
/** Links of the past that are still told apart from unknown ones. */
const pastLinks = 256

interface Link {
  digest: Buffer
  state: 'fresh' | 'used' | 'expired'
  expiry: NodeJS.Timeout
  onOver: () => void
}

/** One-time tokens, as they stand in links. Only digests are kept, and every one is compared in constant time. */
export class Links {
  /** Oldest first. */
  #links: Link[] = []
  readonly #lifetime: number

  /** @param lifetime milliseconds */
  constructor(lifetime: number) {
    this.#lifetime = lifetime
  }

  /**
   * The token of a new link.
   * @param onOver called once, when the link was used, has expired, or the host ends
   */
  issue(onOver: () => void = () => undefined): string {
    const token = randomSecret()
    const link: Link = {
      digest: digestOf(token),
      state: 'fresh',
      expiry: setTimeout(() => {
        end(link, 'expired')
      }, this.#lifetime),
      onOver,
    }
    link.expiry.unref()
    this.#links.push(link)
    const fresh = this.#links.filter(({ state }) => state === 'fresh')
    const [oldest] = fresh
    if (oldest && fresh.length > freshLinks) end(oldest, 'expired')
    if (this.#links.length > freshLinks + pastLinks) this.#links.shift()
    return token
  }

  /** Uses a link up. */
  use(token: string): { ok: true } | { ok: false; code: LinkRefusal } {
    const digest = digestOf(token)
    // Every entry is looked at, so that the time taken does not depend on where a match is.
    const link = this.#links.reduce<Link | undefined>(
      (found, known) => (timingSafeEqual(known.digest, digest) ? known : found),
      undefined,
    )
    if (link === undefined) return { ok: false, code: 'unknown-link' }
    if (link.state !== 'fresh') return { ok: false, code: `${link.state}-link` }
    end(link, 'used')
    return { ok: true }
  }

  /** Expires all of them. */
  close(): void {
    for (const link of this.#links) end(link, 'expired')
  }
}

function end(link: Link, state: 'used' | 'expired'): void {
  if (link.state !== 'fresh') return
  link.state = state
  clearTimeout(link.expiry)
  link.onOver()
}
