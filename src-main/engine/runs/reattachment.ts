import type { Recovery } from '../../contract/snapshot.ts'
import type { RunId } from '../../contract/run.ts'
import type { Fate } from '../../supervisor/port.ts'

type Found = Omit<Recovery, 'at' | 'isPaused'>

/** The runs that an earlier host left alive, until each one's fate is known. */
export class TakingUp {
  readonly #open: Set<RunId>
  readonly #found: Found = { running: 0, ended: 0, requeued: 0, lost: [] }
  readonly #onOver: (found: Found) => void

  /** `onOver` is called once, when the last fate is known; never within this call. */
  constructor(runIds: Iterable<RunId>, onOver: (found: Found) => void) {
    this.#open = new Set(runIds)
    this.#onOver = onOver
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
    if (this.#open.size === 0) this.#onOver(this.#found)
  }
}
