import { setTimeout as wait } from 'node:timers/promises'
import type { ProcessIdentity } from '../../contract/process.ts'
import { raise } from '../../platform/uncaught.ts'
import type { Attempt } from './attempt.ts'
import { readJournal } from '../journal/read-journal.ts'
import type { Platform } from '../platform/platform.ts'
import type { AttemptEnd } from '../port.ts'

/** Milliseconds between looks at the processes that are followed; while one is being ended, the shorter. */
const pauses = { calm: 200, ending: 25 }

/** Milliseconds that a living parent may take to write down how its child ended. */
const recordBound = 1_000

interface FollowerOrders {
  /** It lives no more; with what its own parent wrote down of the end, if there is such a record. */
  onGone: (attempt: Attempt, recorded: AttemptEnd | undefined) => void
  /** Its parent, which lived when it was taken over, has died. */
  onOrphaned: (attempt: Attempt) => void
}

/** Follows processes that are nobody's children here to their end, by looking. */
export class Follower {
  readonly #platform: Platform
  readonly #orders: FollowerOrders
  readonly #followed = new Set<Attempt>()
  readonly #orphaned = new Set<Attempt>()
  #timer: NodeJS.Timeout | undefined
  #isClosed = false

  constructor(platform: Platform, orders: FollowerOrders) {
    this.#platform = platform
    this.#orders = orders
  }

  follow(attempt: Attempt): void {
    this.#followed.add(attempt)
    this.#schedule()
  }

  close(): void {
    this.#isClosed = true
    clearTimeout(this.#timer)
  }

  #schedule(): void {
    if (this.#timer || this.#isClosed || this.#followed.size === 0) return
    const isEnding = [...this.#followed].some(({ endings }) => endings.size > 0)
    this.#timer = setTimeout(
      () => {
        this.#look().catch(raise)
      },
      isEnding ? pauses.ending : pauses.calm,
    )
  }

  async #look(): Promise<void> {
    const looked = [...this.#followed]
    const parents = looked.flatMap(({ origin }) => origin ?? [])
    try {
      const living = new Set(await this.#platform.living([...looked.map(({ leader }) => leader), ...parents]))
      for (const attempt of looked) {
        if (living.has(attempt.leader)) this.#noteParent(attempt, living)
        else this.#lose(attempt)
      }
    } catch {
      // No descriptor was free, say: nobody counts as gone, and the next look tells.
    }
    this.#timer = undefined
    this.#schedule()
  }

  #noteParent(attempt: Attempt, living: ReadonlySet<ProcessIdentity>): void {
    if (!attempt.origin || living.has(attempt.origin) || this.#orphaned.has(attempt)) return
    this.#orphaned.add(attempt)
    this.#orders.onOrphaned(attempt)
  }

  #lose(attempt: Attempt): void {
    this.#followed.delete(attempt)
    this.#orphaned.delete(attempt)
    recordedExit(attempt, this.#platform)
      .catch((error: unknown) => {
        raise(error)
        return undefined
      })
      .then((recorded) => {
        if (!this.#isClosed) this.#orders.onGone(attempt, recorded)
      })
      .catch(raise)
  }
}

/** What the process that is its parent wrote down of its end; waits for that while the parent lives. */
export async function recordedExit(
  { key, origin }: Pick<Attempt, 'key' | 'origin'>,
  platform: Platform,
): Promise<AttemptEnd | undefined> {
  if (!origin) return undefined
  const endsAt = performance.now() + recordBound
  for (;;) {
    const isParentAlive = await platform.living([origin]).then(
      (living) => living.length > 0,
      () => true,
    )
    const read = readJournal(origin.journal)
    const state = read.kind === 'read' ? read.attempts.find(key)?.state : undefined
    if (state?.kind === 'ended') return state.exit
    if (!isParentAlive || performance.now() > endsAt) return undefined
    await wait(20)
  }
}
