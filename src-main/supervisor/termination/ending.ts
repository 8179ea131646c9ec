import type { SignalResult } from '../port.ts'
import type { Platform, ProcessRow } from '../platform/platform.ts'
import type { SharedScans } from '../sampling/shared-scans.ts'
import { Deadline } from './deadline.ts'
import type { Scope } from './scope.ts'

/** Milliseconds after the first SIGKILL until whatever still lives is reported as a survivor. */
const killBound = 3_000
/** Milliseconds between looks: they double from the first to the second. */
const pauses = { first: 5, longest: 100 }

/**
 * Ends all processes of a scope: SIGTERM and SIGCONT, grace period, SIGKILL until two looks in a row found nothing. Each
 * look joins new members to those seen before, so one that escapes in between is still ended.
 */
export class Ending {
  readonly result: Promise<SignalResult>
  readonly #scope: Scope
  readonly #scans: SharedScans
  readonly #platform: Platform
  readonly #deadline: Deadline

  /** @param grace Milliseconds between SIGTERM and SIGKILL; undefined: no SIGTERM at all. */
  constructor(scope: Scope, grace: number | undefined, scans: SharedScans, platform: Platform) {
    this.#scope = scope
    this.#scans = scans
    this.#platform = platform
    this.#deadline = new Deadline(grace ?? 0)
    this.result = this.#run(grace !== undefined)
  }

  /** Brings SIGKILL forward; a later time than the one set changes nothing. */
  shorten(grace: number): void {
    this.#deadline.shorten(grace)
  }

  /** Something has exited: looks again at once. */
  wake(): void {
    this.#deadline.wake()
  }

  async #run(isAskedFirst: boolean): Promise<SignalResult> {
    const members = await this.#look()
    if (members === undefined) return { ok: false, code: 'unknown-process', survivors: [] }
    if (isAskedFirst) {
      await this.#platform.deliver('terminate', members, this.#scope.ownChild())
      // Only now: on a busy machine the look and the signals alone may take as long as the whole grace period.
      this.#deadline.begin()
      if (await this.#isEmptyBefore(() => this.#deadline.isOver())) return { ok: true }
    }
    return this.#kill()
  }

  async #kill(): Promise<SignalResult> {
    const giveUpAt = performance.now() + killBound
    let refusals = new Map<number, string>()
    let living: ProcessRow[] = []
    const isEmpty = await this.#isEmptyBefore(
      () => performance.now() >= giveUpAt,
      async (members) => {
        living = members
        refusals = await this.#platform.deliver('kill', members, this.#scope.ownChild())
      },
    )
    if (isEmpty) return { ok: true }
    const survivors = living.map(({ pid, name }) => ({ pid, name, reason: refusals.get(pid) ?? 'alive' }))
    return { ok: false, code: 'survivors', survivors }
  }

  /** Looks until two looks in a row found nothing (true) or the time is over (false). */
  async #isEmptyBefore(isOver: () => boolean, onFound?: (members: ProcessRow[]) => Promise<void>): Promise<boolean> {
    let pause = pauses.first
    for (let emptyLooks = 0; emptyLooks < 2;) {
      const members = (await this.#look()) ?? []
      const isEmpty = members.length === 0
      emptyLooks = isEmpty ? emptyLooks + 1 : 0
      if (isEmpty && !this.#scope.isExitDue()) continue
      emptyLooks = 0
      await onFound?.(members)
      if (isOver()) return false
      await this.#deadline.pause(pause)
      pause = Math.min(pause * 2, pauses.longest)
    }
    return true
  }

  /** A look that failed (no descriptor was free) is taken again: nobody counts as gone by it. */
  async #look(): Promise<ProcessRow[] | undefined> {
    const giveUpAt = performance.now() + killBound
    for (;;) {
      try {
        return this.#scope.look(await this.#scans.take())
      } catch (error) {
        if (performance.now() >= giveUpAt) throw error
        await this.#deadline.pause(pauses.longest)
      }
    }
  }
}
