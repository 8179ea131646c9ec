import type { RunId } from '../../contract/run.ts'

interface Wait {
  left: Set<RunId>
  resolve: () => void
}

/** Lets clients wait for runs to end, each with a time of its own. */
export class RunWaits {
  readonly #waits = new Set<Wait>()

  /** Resolves when all of these have been reported as ended, or after so many milliseconds. */
  async until(runIds: Iterable<RunId>, wait: number): Promise<void> {
    const left = new Set(runIds)
    if (left.size === 0 || wait === 0) return
    await new Promise<void>((resolve) => {
      const entry: Wait = {
        left,
        resolve: () => {
          clearTimeout(timer)
          this.#waits.delete(entry)
          resolve()
        },
      }
      const timer = setTimeout(entry.resolve, wait)
      this.#waits.add(entry)
    })
  }

  ended(runId: RunId): void {
    for (const { left, resolve } of this.#waits) if (left.delete(runId) && left.size === 0) resolve()
  }

  /** Nothing more will end: everybody is told now. */
  close(): void {
    for (const { resolve } of this.#waits) resolve()
  }
}
