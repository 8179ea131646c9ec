import type { RunId, Survivor } from '../../contract/run.ts'
import type { Settings } from '../../contract/settings.ts'
import { raise } from '../../platform/uncaught.ts'
import type { SignalResult, Supervisor } from '../../supervisor/port.ts'
import { type Run, keyOf } from './run.ts'

interface Ladder extends PromiseWithResolvers<SignalResult> {
  /** Milliseconds; 0 kills. */
  grace: number
}

/** The endings that were asked for: one for each run, however often and by how many it is asked. */
export class Ladders {
  readonly #ladders = new Map<RunId, Ladder>()
  readonly #supervisor: Supervisor
  readonly #settings: Readonly<Pick<Settings, 'gracePeriod'>>

  constructor(supervisor: Supervisor, settings: Readonly<Pick<Settings, 'gracePeriod'>>) {
    this.#supervisor = supervisor
    this.#settings = settings
  }

  /** The promise for the end of a run, and whether it was asked for now for the first time. A shorter grace counts. */
  ask(run: Run, grace: number): { promise: Promise<SignalResult>; isNew: boolean } {
    const under = this.#ladders.get(run.runId)
    if (!under) {
      const ladder = { ...Promise.withResolvers<SignalResult>(), grace }
      this.#ladders.set(run.runId, ladder)
      return { promise: ladder.promise, isNew: true }
    }
    under.grace = Math.min(under.grace, grace)
    // Its answer is that of the ending under way.
    if (run.life.phase === 'stopping' && grace === 0) this.#supervisor.kill(keyOf(run)).catch(raise)
    return { promise: under.promise, isNew: false }
  }

  /**
   * Ends the run's tree: SIGTERM, the grace period, SIGKILL; SIGKILL at once where there is no grace. A run that an earlier
   * host was ending gets the whole grace period again: how much of it was left is not on record.
   */
  climb(run: Run): Promise<SignalResult> {
    const grace = this.#ladders.get(run.runId)?.grace ?? this.#settings.gracePeriod
    return grace === 0 ? this.#supervisor.kill(keyOf(run)) : this.#supervisor.terminate(keyOf(run), grace)
  }

  /** Tells those who asked what is known while the run has not ended: its process survives. */
  tell(run: Run, result: SignalResult): void {
    this.#ladders.get(run.runId)?.resolve(result)
  }

  /** Tells those who asked that the run has ended. */
  settle(run: Run, survivors: Survivor[]): void {
    this.tell(run, survivors.length > 0 ? { ok: false, code: 'survivors', survivors } : { ok: true })
    this.#ladders.delete(run.runId)
  }
}
