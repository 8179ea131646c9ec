import type { Recovery } from '../../contract/snapshot.ts'
import type { RunId } from '../../contract/run.ts'
import type { Fate, Supervisor } from '../../supervisor/port.ts'
import type { RestoredRuns } from './restored-runs.ts'
import { keyOf } from './run.ts'
import type { RunLives } from './run-lives.ts'

type Found = Omit<Recovery, 'at' | 'isPaused'>

/** The runs that an earlier host left alive, until each one's fate is known. */
export class Reattachment {
  readonly #open: Set<RunId>
  readonly #found: Found = { running: 0, ended: 0, requeued: 0, lost: [] }
  readonly #onOver: (found: Found) => void

  /** `onOver` is called once, when the last fate is known; never within this call, nor where there was none. */
  constructor({ begun, gone }: RestoredRuns, onOver: (found: Found) => void) {
    this.#open = new Set([...begun, ...gone.map(({ run }) => run)].map(({ runId }) => runId))
    this.#onOver = onOver
  }

  get isOver(): boolean {
    return this.#open.size === 0
  }

  /** Nobody is left who could tell. */
  loseRest(): void {
    for (const runId of [...this.#open]) this.note(runId, 'unknown')
  }

  note(runId: RunId, fate: Fate['kind']): void {
    if (!this.#open.delete(runId)) return
    switch (fate) {
      case 'running':
      case 'followed':
        this.#found.running++
        break
      case 'ended':
      case 'start-failed':
        this.#found.ended++
        break
      case 'never-started':
        this.#found.requeued++
        break
      case 'unknown':
        this.#found.lost.push(runId)
    }
    if (this.isOver) this.#onOver(this.#found)
  }
}

/**
 * Puts what an earlier host left in its place: what waited into the queue, what had begun into its slots. The supervisor is
 * asked what became of the latter; those of `gone` are lost for the reason that is given.
 */
export function restoreRuns(
  { queued, begun, gone }: RestoredRuns,
  { lives, supervisor, reattachment }: { lives: RunLives; supervisor: Supervisor; reattachment: Reattachment },
): void {
  for (const run of queued) lives.enqueue(run)
  for (const run of begun) lives.reattach(run)
  for (const { run } of gone) lives.reattach(run)
  if (begun.length > 0) supervisor.reattach(begun.map(keyOf))
  for (const { run, event } of gone) {
    lives.move(run, event)
    reattachment.note(run.runId, 'unknown')
  }
}
