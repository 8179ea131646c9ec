import { timingSafeEqual } from 'node:crypto'
import type { BrowserSession } from '../contract/browser-session.ts'
import { describeBrowser, printableUserAgent } from './browser-name.ts'
import { digestOf, randomSecret } from './secrets.ts'

/** Milliseconds that a session stays valid without a connected window: one that is open keeps its session. */
export const idleLifetime = 24 * 60 * 60 * 1_000
/** Sessions without a connected window; signing in again ends the one that was connected longest ago. */
const mostIdle = 100

/** One signed-in browser tab, as its WebSockets see it. */
export class Session {
  readonly sessionId: number
  readonly digest: Buffer
  readonly #userAgent: string
  readonly #signedInAt = Date.now()
  readonly #connections = new Set<{ onRevoked: () => void }>()
  #lastUsedAt = Date.now()
  /** Milliseconds of the clock that never jumps. */
  #idleSince = performance.now()

  constructor(sessionId: number, digest: Buffer, userAgent: string) {
    this.sessionId = sessionId
    this.digest = digest
    this.#userAgent = userAgent
  }

  /**
   * Adds a connected window. Returns what is to be called when it has gone.
   * @param onRevoked called at most once, when the session ends before the window goes
   */
  join(onRevoked: () => void): () => void {
    const connection = { onRevoked }
    this.touch()
    this.#connections.add(connection)
    return () => {
      this.#connections.delete(connection)
      this.#idleSince = performance.now()
    }
  }

  /** It has asked for something. */
  touch(): void {
    this.#lastUsedAt = Date.now()
  }

  /** Milliseconds since its last window went; 0 while one is connected. */
  get idleTime(): number {
    return this.#connections.size > 0 ? 0 : performance.now() - this.#idleSince
  }

  get isIdle(): boolean {
    return this.#connections.size === 0
  }

  end(): void {
    for (const { onRevoked } of [...this.#connections]) onRevoked()
    this.#connections.clear()
  }

  describe(own: Session | undefined): BrowserSession {
    return {
      sessionId: this.sessionId,
      browser: describeBrowser(this.#userAgent),
      userAgent: this.#userAgent,
      signedInAt: this.#signedInAt,
      lastUsedAt: this.#lastUsedAt,
      connections: this.#connections.size,
      isOwn: this === own,
    }
  }
}

/** Who is signed in, in memory alone: all end with the host. Bearers are kept as digests, and compared in constant time. */
export class Sessions {
  /** In the order of signing in. */
  #sessions: Session[] = []
  #lastId = 0

  /** Signs a browser in. Returns its bearer, which is known to nobody else. */
  open(userAgent: string | undefined): string {
    const bearer = randomSecret()
    this.#sessions.push(new Session(++this.#lastId, digestOf(bearer), printableUserAgent(userAgent ?? '')))
    this.#endIdle()
    return bearer
  }

  find(bearer: string | undefined): Session | undefined {
    this.#endIdle()
    if (bearer === undefined) return undefined
    const digest = digestOf(bearer)
    // Every entry is looked at, so that the time taken does not depend on where a match is.
    return this.#sessions.reduce<Session | undefined>(
      (found, session) => (timingSafeEqual(session.digest, digest) ? session : found),
      undefined,
    )
  }

  /** @param own the session of the one that asks */
  list(own: Session | undefined): BrowserSession[] {
    this.#endIdle()
    return this.#sessions.map((session) => session.describe(own))
  }

  /** Ends a session and disconnects its windows. False if there is none with this number. */
  revoke(sessionId: number): boolean {
    const session = this.#sessions.find((one) => one.sessionId === sessionId)
    if (!session) return false
    this.#sessions = this.#sessions.filter((one) => one !== session)
    session.end()
    return true
  }

  #endIdle(): void {
    this.#sessions = this.#sessions.filter(({ idleTime }) => idleTime < idleLifetime)
    const idle = this.#sessions.filter(({ isIdle }) => isIdle).toSorted((a, b) => b.idleTime - a.idleTime)
    const surplus = new Set(idle.slice(0, Math.max(0, idle.length - mostIdle)))
    if (surplus.size > 0) this.#sessions = this.#sessions.filter((session) => !surplus.has(session))
  }
}
