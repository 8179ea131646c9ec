import { join } from 'node:path'
import type { HostStatus } from './contract/host-status.ts'
import type { Engine } from './engine/index.ts'
import { ErrorLog } from './platform/error-log.ts'
import { type Uncaught, messageOf, onUncaught } from './platform/uncaught.ts'

/** So many errors within so many milliseconds come from one that repeats without end. */
const loop = { errors: 200, within: 60_000 }

/** Milliseconds within which the same sentence is said once. */
const sayingPause = 30_000

type HostEngine = Pick<Engine, 'trouble'> & { restart(error: unknown): void }

/**
 * What a host does about errors that nobody handled: it writes them to `errors.log` in its data folder, tells the person,
 * and goes on. Such an error is in a callback of its own, a timer or a connection say, and what it was about is given up.
 * The state that decides about runs is guarded where it is changed (`RunLives.wholly`): only an error in there makes the engine
 * be opened again; and one that repeats without end, as nobody knows what keeps it going.
 */
export class HostErrors {
  readonly #log: ErrorLog
  readonly #say: (sentence: string) => void
  readonly #saidAt = new Map<string, number>()
  #engine: HostEngine | undefined
  #count = 0
  #last = ''
  #recent: number[] = []

  /** From now on for this process. @param host what it is, as a few words */
  constructor(dataFolder: string, host: string, say: (sentence: string) => void) {
    this.#log = new ErrorLog(join(dataFolder, 'errors.log'), host)
    this.#say = say
    onUncaught((uncaught) => {
      this.take(uncaught)
    })
  }

  /** The engine whose clients are told. */
  attach(engine: HostEngine): void {
    this.#engine = engine
  }

  /** For `forkyard status`; undefined if there was none. */
  get status(): HostStatus['errors'] {
    return this.#count === 0 ? undefined : { count: this.#count, last: this.#last, file: this.#log.file }
  }

  /** Once for each error; `raise` and the pool may both tell of one. */
  take(uncaught: Uncaught): void {
    const { error } = uncaught
    if (isKnown(error)) return
    this.#log.write(uncaught)
    this.#count++
    this.#last = messageOf(error)
    const sentence = `Forkyard has a bug, and goes on: ${this.#last}. The file ${this.#log.file} has the details.`
    this.#sayOnce(sentence)
    this.#engine?.trouble('internal-error', sentence)
    if (this.#isLoop(error)) this.#engine?.restart(error)
  }

  #sayOnce(sentence: string): void {
    const now = performance.now()
    if (now - (this.#saidAt.get(sentence) ?? -Infinity) < sayingPause) return
    if (this.#saidAt.size > loop.errors) this.#saidAt.clear()
    this.#saidAt.set(sentence, now)
    this.#say(sentence)
  }

  /** What the system refuses (no descriptor for a connection, say) may repeat for as long as it does, and breaks nothing. */
  #isLoop(error: unknown): boolean {
    if (typeof error === 'object' && error !== null && 'syscall' in error) return false
    const now = performance.now()
    this.#recent = [...this.#recent.filter((at) => now - at < loop.within), now]
    if (this.#recent.length < loop.errors) return false
    this.#recent = []
    return true
  }
}

const known = new WeakSet()

function isKnown(error: unknown): boolean {
  if (typeof error !== 'object' || error === null) return false
  if (known.has(error)) return true
  known.add(error)
  return false
}
