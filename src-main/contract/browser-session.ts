/** One browser tab that was let in through a link, until it is signed out, unused for too long, or the host ends. */
export interface BrowserSession {
  /** Counted from 1 in the order of signing in; never used again by the same host. */
  sessionId: number
  /** From the user agent, for people: `Chrome 156 on Linux`. It is what the browser says, not a proof. */
  browser: string
  /** As the browser sent it: printable ASCII alone, at most 300 characters. Empty where it sent none. */
  userAgent: string
  /** Milliseconds since the epoch, as is `lastUsedAt`. */
  signedInAt: number
  /** When it last asked for something. */
  lastUsedAt: number
  /** Windows of it that are connected now: a duplicated tab has the session of the first. */
  connections: number
  /** Whether the one that asks is part of it. */
  isOwn: boolean
}

/** A link that opens one window. */
export interface FreshLink {
  link: string
  /** Milliseconds until it can no longer be used. */
  lifetime: number
}
