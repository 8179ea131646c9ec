import { setTimeout as wait } from 'node:timers/promises'
import { type Answer, failure } from './contract/answer.ts'
import type { OnQuit } from './contract/settings.ts'
import type { Trouble } from './contract/snapshot.ts'
import type { Client, Engine, Session } from './engine/index.ts'
import { LastingSession } from './lasting-session.ts'
import { messageOf } from './platform/uncaught.ts'

/** So many restarts within so many milliseconds; the next mistake ends the host. */
const bound = { restarts: 3, within: 600_000 }

/** Milliseconds before each try to open it: what the system refuses now it may grant a moment later. */
const tries = [0, 250, 1_000]

export interface RestartingOptions {
  /** Opens an engine over the same data folder, once the one before is closed. */
  open: () => Promise<Answer<Engine>>
  /** A mistake because of which the engine is opened again. */
  onMistake: (error: unknown) => void
  /** The engine is closed, runs go on, and no other is opened: the host is to end. @param reason whole sentences */
  onGivenUp: (reason: string) => void
}

/** Why requests are refused that the closed engine did not answer. */
const interrupted = failure(
  'internal-error',
  'Forkyard made a mistake and opened its engine again while it answered this. Look whether it was done, and ask again if not.',
)

/**
 * An engine that is opened again after a mistake has left it half done. Runs are not touched: the one that is closed leaves
 * them to the supervisor, and the one that is opened takes them up, as after the end of a host. Functions end with it, as
 * they always do. Clients keep their sessions: what they ask meanwhile waits, and they are told to take a new snapshot.
 */
export class RestartingEngine implements Engine {
  readonly #options: RestartingOptions
  readonly #sessions = new Set<LastingSession>()
  #engine: Engine
  /** Resolves when the engine that is current now is no more; what it has not answered then is never answered. */
  #replaced = Promise.withResolvers<undefined>()
  #restarting: Promise<void> | undefined
  #restartedAt: number[] = []
  #isEnding = false

  private constructor(options: RestartingOptions, engine: Engine) {
    this.#options = options
    this.#engine = engine
    this.#watch()
  }

  static async open(options: RestartingOptions): Promise<Answer<RestartingEngine>> {
    const opened = await options.open()
    return opened.ok ? { ok: true, value: new RestartingEngine(options, opened.value) } : opened
  }

  get settings(): Engine['settings'] {
    return this.#engine.settings
  }

  count(): ReturnType<Engine['count']> {
    return this.#engine.count()
  }

  openSession(client: Client): Session {
    const session: LastingSession = new LastingSession(
      {
        ask: (act) => this.#ask(act),
        forget: () => this.#sessions.delete(session),
      },
      client,
      this.#engine,
    )
    this.#sessions.add(session)
    return session
  }

  trouble(code: Trouble['code'], message: string): void {
    this.#engine.trouble(code, message)
  }

  /** Never called back: what is broken is opened again here. */
  onBroken(): void {
    return
  }

  async close(running: Exclude<OnQuit, 'ask'>): Promise<void> {
    this.#isEnding = true
    await this.#restarting
    await this.#engine.close(running)
  }

  /** For an error after which nobody can say that what the engine knows is true. */
  restart(error: unknown): void {
    if (this.#restarting || this.#isEnding) return
    this.#restarting = this.#restart(error)
      .catch((failed: unknown) => {
        this.#giveUp(
          `Forkyard made a mistake (${messageOf(error)}), and another in getting over it: ${messageOf(failed)}.`,
        )
      })
      .finally(() => {
        this.#restarting = undefined
      })
  }

  /** What `act` gives once the engine can be asked, or `interrupted` if that engine is gone before. */
  async #ask(act: () => Promise<Answer<unknown>>): Promise<Answer<unknown>> {
    await this.ready()
    return Promise.race([act(), this.#replaced.promise.then(() => interrupted)])
  }

  /** Resolves when requests can be asked of the current engine. */
  async ready(): Promise<void> {
    await this.#restarting
  }

  #watch(): void {
    this.#engine.onBroken((error) => {
      this.#options.onMistake(error)
      this.restart(error)
    })
  }

  async #restart(error: unknown): Promise<void> {
    const now = performance.now()
    this.#restartedAt = [...this.#restartedAt.filter((at) => now - at < bound.within), now]
    const reason = `Forkyard made a mistake (${messageOf(error)})`
    // The mistake is somewhere below on the stack.
    await new Promise((resolve) => setImmediate(resolve))
    await this.#engine.close('keep')
    if (this.#restartedAt.length > bound.restarts) {
      this.#giveUp(`${reason}. Opening the engine again ${bound.restarts} times did not help.`)
      return
    }
    const opened = await this.#open()
    if (!opened.ok) {
      this.#giveUp(`${reason}, and its engine could not be opened again: ${asSentence(opened.message)}`)
      return
    }
    const replaced = this.#replaced
    this.#engine = opened.value
    this.#replaced = Promise.withResolvers()
    replaced.resolve(undefined)
    this.#watch()
    const value = {
      code: 'engine-restarted' as const,
      message: `${reason}, so its engine was opened again. Running commands went on; functions that ran were ended.`,
    }
    let isTold = false
    for (const session of this.#sessions) isTold = session.renew(this.#engine, value) || isTold
    if (!isTold) this.#engine.trouble(value.code, value.message)
  }

  #giveUp(reason: string): void {
    this.#isEnding = true
    this.#replaced.resolve(undefined)
    this.#options.onGivenUp(`${reason} Forkyard ends now; running commands go on, and its next start takes them up.`)
  }

  async #open(): Promise<Answer<Engine>> {
    let opened: Answer<Engine> | undefined
    for (const pause of tries) {
      await wait(pause)
      try {
        opened = await this.#options.open()
      } catch (error) {
        opened = failure('internal-error', messageOf(error))
      }
      if (opened.ok) return opened
    }
    return opened ?? failure('internal-error', 'It was never tried')
  }
}

function asSentence(text: string): string {
  return text.endsWith('.') ? text : `${text}.`
}
