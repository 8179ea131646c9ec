import type { ClientAccess, Engine } from '../engine/index.ts'
import { Links, linkLifetime } from './links.ts'
import { type Session, Sessions } from './sessions.ts'

/**
 * Who may speak to the host over HTTP: links, each good for one session, and the sessions. Nothing of it is written
 * anywhere but what a link's redirect file holds while the link is fresh.
 */
export class Access {
  readonly links: Links
  readonly sessions = new Sessions()
  readonly #origin: string
  readonly #linkLifetime: number

  /**
   * @param origin `http://127.0.0.1:PORT`
   * @param lifetime milliseconds in which a link can be used
   */
  constructor(origin: string, lifetime = linkLifetime) {
    this.#origin = origin
    this.#linkLifetime = lifetime
    this.links = new Links(lifetime)
  }

  /**
   * A URL that opens the window, once, within a minute.
   * @param onOver called once, when it cannot be used any more
   */
  createLink(onOver?: () => void): string {
    return `${this.#origin}/#token=${this.links.issue(onOver)}`
  }

  /** @param own the session of the client; undefined for clients of the local socket */
  forClient(own: Session | undefined): ClientAccess {
    return {
      listSessions: () => this.sessions.list(own),
      revokeSession: (sessionId) => this.sessions.revoke(sessionId),
      createLink: () => ({ link: this.createLink(), lifetime: this.#linkLifetime }),
    }
  }
}

/** The same engine, whose clients may also see and end sessions. `own` has used its session with each request. */
export function withAccess(engine: Engine, access: Access, own?: Session): Engine {
  return {
    openSession(client) {
      const session = engine.openSession({ ...client, access: access.forClient(own) })
      return {
        answer(name, input) {
          own?.touch()
          return session.answer(name, input)
        },
        close: () => {
          session.close()
        },
      }
    },
    get settings() {
      return engine.settings
    },
    count: () => engine.count(),
    trouble: (code, message) => {
      engine.trouble(code, message)
    },
    onBroken: (listener) => {
      engine.onBroken(listener)
    },
    close: (running) => engine.close(running),
  }
}
