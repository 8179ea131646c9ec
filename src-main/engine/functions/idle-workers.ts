import { raise } from '../../platform/uncaught.ts'
import type { FunctionWorker } from './function-worker.ts'

/** Milliseconds that a worker may have nothing to do before it is ended. */
const idleTime = 60_000

interface IdleWorker {
  worker: FunctionWorker
  timer: NodeJS.Timeout
}

/** Workers that have nothing to do. Those of one kind can do the same runs. */
export class IdleWorkers {
  readonly #workers = new Map<string, IdleWorker[]>()
  #isClosed = false

  /** The one that was used last. */
  take(kind: string): FunctionWorker | undefined {
    const idle = this.#workers.get(kind)?.pop()
    clearTimeout(idle?.timer)
    return idle?.worker
  }

  /** Ends the worker if it gets nothing to do for a minute, and at once after `close`. */
  keep(kind: string, worker: FunctionWorker): void {
    if (this.#isClosed) {
      worker.kill()
      return
    }
    const list = this.#workers.get(kind) ?? []
    this.#workers.set(kind, list)
    const forget = (): void => {
      const at = list.findIndex((idle) => idle.worker === worker)
      if (at >= 0) list.splice(at, 1)
      if (list.length === 0 && this.#workers.get(kind) === list) this.#workers.delete(kind)
    }
    const timer = setTimeout(() => {
      forget()
      worker.kill()
    }, idleTime)
    timer.unref()
    list.push({ worker, timer })
    worker.ended
      .then(() => {
        clearTimeout(timer)
        forget()
      })
      .catch(raise)
  }

  /** Resolves when all of them have ended. */
  async close(): Promise<void> {
    this.#isClosed = true
    const idle = [...this.#workers.values()].flat()
    this.#workers.clear()
    for (const { worker, timer } of idle) {
      clearTimeout(timer)
      worker.kill()
    }
    await Promise.all(idle.map(({ worker }) => worker.ended))
  }
}
