import type { Target, TargetResult } from '../../contract/run-targets.ts'
import type { Settings } from '../../contract/settings.ts'
import type { SignalResult, Supervisor } from '../../supervisor/port.ts'
import type { History } from '../history/history.ts'
import type { Pool } from './pool.ts'
import { type Run, keyOf } from './run.ts'

/** Ends, suspends and resumes runs, or single processes of their trees. */
export class Control {
  readonly #pool: Pool
  readonly #history: History
  readonly #supervisor: Supervisor
  readonly #settings: Readonly<Settings>

  constructor(pool: Pool, history: History, supervisor: Supervisor, settings: Readonly<Settings>) {
    this.#pool = pool
    this.#history = history
    this.#supervisor = supervisor
    this.#settings = settings
  }

  /** A queued run is cancelled. */
  async terminate(target: Target): Promise<TargetResult> {
    return this.#end(target, this.#settings.gracePeriod)
  }

  /** A queued run is cancelled. */
  async kill(target: Target): Promise<TargetResult> {
    return this.#end(target, 0)
  }

  async suspend(target: Target): Promise<TargetResult> {
    return this.#hold(target, true)
  }

  async resume(target: Target): Promise<TargetResult> {
    return this.#hold(target, false)
  }

  /** Why nothing can be done to a run that is neither queued nor live. */
  async refuse(runId: Target['runId']): Promise<TargetResult> {
    const isKnown = this.#pool.find(runId) !== undefined || (await this.#history.find([runId])).size > 0
    return { runId, ok: false, code: isKnown ? 'wrong-state' : 'unknown-run' }
  }

  async #end({ runId, process }: Target, grace: number): Promise<TargetResult> {
    const run = this.#pool.find(runId)
    if (!run) return this.refuse(runId)
    if (run.life.phase === 'queued') {
      return this.#pool.cancel(run) ? { runId, ok: true } : { runId, ok: false, code: 'wrong-state' }
    }
    if (!process) return told(run, await this.#pool.stop(run, grace))
    const target = { ...keyOf(run), process }
    return told(run, await (grace === 0 ? this.#supervisor.kill(target) : this.#supervisor.terminate(target, grace)))
  }

  async #hold({ runId, process }: Target, isSuspending: boolean): Promise<TargetResult> {
    const run = this.#pool.find(runId)
    if (!run) return this.refuse(runId)
    if (run.life.phase !== 'running') return { runId, ok: false, code: 'wrong-state' }
    const target = { ...keyOf(run), process }
    const result = await (isSuspending ? this.#supervisor.suspend(target) : this.#supervisor.resume(target))
    if (result.ok && !process) this.#pool.markSuspended(run, isSuspending)
    return told(run, result)
  }
}

function told({ runId }: Run, result: SignalResult): TargetResult {
  return result.ok ? { runId, ok: true } : { runId, ok: false, code: result.code, survivors: result.survivors }
}
