import type { RunId, Survivor } from '../../contract/run.ts'
import type { Settings } from '../../contract/settings.ts'
import { raise } from '../../platform/uncaught.ts'
import type { SignalResult, Supervisor } from '../../supervisor/port.ts'
import { type Run, keyOf } from './run.ts'

interface Termination extends PromiseWithResolvers<SignalResult> {
  /** Milliseconds; 0 kills. */
  grace: number
}

/** The terminations that were asked for: one for each run, however often and by how many it is asked. */
export class Terminations {
  readonly #asked = new Map<RunId, Termination>()
  readonly #supervisor: Supervisor
  readonly #settings: Readonly<Pick<Settings, 'gracePeriod'>>

  constructor(supervisor: Supervisor, settings: Readonly<Pick<Settings, 'gracePeriod'>>) {
    this.#supervisor = supervisor
    this.#settings = settings
  }

  /** The promise for the end of a run, and whether it was asked for now for the first time. A shorter grace counts. */
  ask(run: Run, grace: number): { promise: Promise<SignalResult>; isNew: boolean } {
    const underWay = this.#asked.get(run.runId)
    if (!underWay) {
      const termination = { ...Promise.withResolvers<SignalResult>(), grace }
      this.#asked.set(run.runId, termination)
      return { promise: termination.promise, isNew: true }
    }
    underWay.grace = Math.min(underWay.grace, grace)
    // Its answer is that of the termination under way.
    if (run.life.phase === 'stopping' && grace === 0) this.#supervisor.kill(keyOf(run)).catch(raise)
    return { promise: underWay.promise, isNew: false }
  }

  /**
   * Ends the run's tree: SIGTERM, the grace period, SIGKILL; SIGKILL at once where there is no grace. A run that an earlier
   * host was ending gets the whole grace period again: how much of it was left is not on record. Never rejects.
   */
  async carryOut(run: Run): Promise<SignalResult> {
    const grace = this.#asked.get(run.runId)?.grace ?? this.#settings.gracePeriod
    try {
      return await (grace === 0 ? this.#supervisor.kill(keyOf(run)) : this.#supervisor.terminate(keyOf(run), grace))
    } catch (error) {
      raise(error)
      return { ok: false, code: 'not-available', survivors: [] }
    }
  }

  /** Tells those who asked what is known while the run has not ended: its process survives. */
  tell(run: Run, result: SignalResult): void {
    this.#asked.get(run.runId)?.resolve(result)
  }

  /** Tells those who asked that the run has ended. */
  settle(run: Run, survivors: Survivor[]): void {
    this.tell(run, survivors.length > 0 ? { ok: false, code: 'survivors', survivors } : { ok: true })
    this.#asked.delete(run.runId)
  }
}
