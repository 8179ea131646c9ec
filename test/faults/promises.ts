import { randomInt } from 'node:crypto'
import { statSync } from 'node:fs'
import { isDeepStrictEqual } from 'node:util'
import type { Outcome, RunId } from '../../src-main/contract/run.ts'
import type { Task } from '../../src-main/contract/task.ts'
import type { Host } from './host.ts'

/** Milliseconds that a client waits for its runs before it submits more. */
const patience = 4_000

/** What a host has said to its clients, each with the length of its trace when that was heard: true from then on. */
export class Promises {
  readonly acknowledged = new Map<RunId, number>()
  readonly outcomes = new Map<RunId, { outcome: Outcome; since: number }>()
  readonly #folder: string
  readonly #trace: string

  /** @param folder Where the tasks run. @param trace The file that grows with each operation of the host. */
  constructor(folder: string, trace: string) {
    this.#folder = folder
    this.#trace = trace
  }

  /** A client that submits and waits, for so many milliseconds. */
  async gather(host: Host, duration: number): Promise<void> {
    const endsAt = performance.now() + duration
    while (performance.now() < endsAt) {
      const tasks = Array.from({ length: randomInt(1, 4) }, () => this.#task())
      const { runIds } = await host.get('submit', { tasks })
      for (const runId of runIds) this.acknowledged.set(runId, this.#now())
      const { ended } = await host.get('waitForRuns', { runIds, wait: patience })
      this.#hear(ended)
    }
  }

  /** Throws where something that was said when the trace was so long is not so; `outcomeOf` gives undefined for an unknown run. */
  check(length: number, outcomeOf: (runId: RunId) => Outcome | 'none yet' | undefined): void {
    for (const [runId, since] of this.acknowledged) {
      if (since <= length && outcomeOf(runId) === undefined)
        throw new Error(`Run ${String(runId)} was acknowledged, and is lost.`)
    }
    for (const [runId, { outcome, since }] of this.outcomes) {
      if (since > length) continue
      const found = outcomeOf(runId)
      if (!isDeepStrictEqual(found, outcome))
        throw new Error(`Run ${String(runId)} was ${JSON.stringify(outcome)}, and has become ${JSON.stringify(found)}.`)
    }
  }

  #hear(ended: { runId: RunId; outcome: Outcome }[]): void {
    for (const { runId, outcome } of ended) this.outcomes.set(runId, { outcome, since: this.#now() })
  }

  #now(): number {
    return statSync(this.#trace).size
  }

  /** Mostly short ones; some that live at most moments; some with a secret. */
  #task(): Task {
    const kind = randomInt(10)
    const line = kind === 0 ? 'sleep 3' : `echo ${'word '.repeat(randomInt(100))}; exit ${String(randomInt(3))}`
    const command = { kind: 'shell' as const, line }
    if (kind > 2) return { command, folder: this.#folder }
    return { command, folder: this.#folder, environment: { TOKEN: 'secret' }, secrets: ['TOKEN'] }
  }
}
