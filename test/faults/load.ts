import { randomInt } from 'node:crypto'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import type { EndedRun, RunId } from '../../src-main/contract/run.ts'
import { CountedTask } from './counted-task.ts'
import type { Host } from './host.ts'

/** Runs in one question: what `waitForRuns` takes at most is more. */
const asked = 200

/** Bytes: more than any counted task prints. */
const wholeLog = 1_000_000

/** Runs that wait at most: with more the end would be long in coming. */
const deepest = 30

/** A client that submits counted tasks all the time, whatever becomes of the host. */
export class Load {
  /** Those that the host has acknowledged. */
  readonly acknowledged = new Map<RunId, CountedTask>()
  /** The host was gone before it had answered: nothing was promised. */
  readonly unanswered: CountedTask[] = []
  readonly #folder: string
  #host: Host
  #isOver = false
  #submitting: Promise<void> | undefined

  constructor(folder: string, host: Host) {
    this.#folder = join(folder, 'started')
    this.#host = host
  }

  begin(): void {
    this.#submitting = this.#submit()
  }

  /** The next one to submit to. */
  turnTo(host: Host): void {
    this.#host = host
  }

  /** Resolves when nothing more is submitted; rejects where a host refused something. */
  async end(): Promise<void> {
    this.#isOver = true
    await this.#submitting
  }

  /** Waits for every acknowledged run, and gives each with its task and the whole of its log. */
  async *results(host: Host): AsyncGenerator<{ run: EndedRun; task: CountedTask; output: string }> {
    const runIds = [...this.acknowledged.keys()]
    for (let from = 0; from < runIds.length; from += asked) {
      for (const run of await whenEnded(host, runIds.slice(from, from + asked))) {
        const task = this.acknowledged.get(run.runId)
        if (!task) throw new Error(`The host answered with run ${String(run.runId)}, which was not asked for.`)
        const chunk = await host.get('readOutput', { runId: run.runId, from: 0, count: wholeLog })
        yield { run, task, output: Buffer.from(chunk.bytes, 'base64').toString() }
      }
    }
  }

  async #submit(): Promise<void> {
    while (!this.#isOver) {
      const host = this.#host
      const tasks = Array.from({ length: randomInt(1, 4) }, () => new CountedTask(this.#folder))
      const answer = await host.client.request('submit', { tasks: tasks.map(({ task }) => task) })
      if (answer.ok) for (const [index, runId] of answer.value.runIds.entries()) this.#acknowledge(runId, tasks[index])
      else if (answer.code === 'not-available') this.unanswered.push(...tasks)
      else throw new Error(`A submission was refused: ${answer.message}`)
      await wait(randomInt(50, 400))
      while (await this.#mustWait()) await wait(50)
    }
  }

  /** The queue is deep, or nobody is there to submit to. */
  async #mustWait(): Promise<boolean> {
    if (this.#isOver) return false
    const answer = await this.#host.client.request('listQueue', { offset: 0, count: 1 })
    return !answer.ok || answer.value.depth > deepest
  }

  #acknowledge(runId: RunId, task: CountedTask | undefined): void {
    if (!task || this.acknowledged.has(runId)) throw new Error(`Run ${String(runId)} was given out twice.`)
    this.acknowledged.set(runId, task)
  }
}

/** Throws where one of them is unknown: it was acknowledged, and is lost. */
async function whenEnded(host: Host, runIds: RunId[]): Promise<EndedRun[]> {
  for (;;) {
    const { ended, left, unknown } = await host.get('waitForRuns', { runIds, wait: 10_000 })
    if (unknown.length > 0) throw new Error(`Acknowledged runs are lost: ${unknown.join(', ')}.`)
    if (left.length === 0) return ended
  }
}
