import type { OnQuit } from '../../contract/settings.ts'
import type { Trouble } from '../../contract/snapshot.ts'
import { messageOf, raise } from '../../platform/uncaught.ts'
import type { Supervisor } from '../../supervisor/port.ts'
import type { Comparisons } from '../compare/comparisons.ts'
import type { CurrentSettings } from '../settings/current-settings.ts'
import type { FunctionRuns } from '../functions/function-runs.ts'
import type { MessageQueues } from '../functions/message-queues.ts'
import type { Pool } from '../runs/pool.ts'
import type { QueueSampler } from '../scheduling/queue-sampler.ts'
import type { RunWaits } from '../runs/run-waits.ts'
import type { SampleBatch } from '../submission/sample-batch.ts'
import type { HistoryReader } from '../storage/history-reader.ts'
import type { StorageThread } from '../storage/storage-thread.ts'
import type { StoredRuns } from '../runs/stored-runs.ts'

export type Running = Exclude<OnQuit, 'ask'>

interface Parts {
  pool: Pool
  supervisor: Supervisor
  functions: FunctionRuns
  comparisons: Comparisons
  record: StoredRuns
  storage: StorageThread
  reader: HistoryReader
  sampler: QueueSampler
  messageQueues: MessageQueues
  sampleBatch: SampleBatch
  waits: RunWaits
  settings: CurrentSettings
  /** What the pool knows may be wrong. */
  isBroken: () => boolean
  trouble: (code: Trouble['code'], message: string) => void
}

/**
 * Milliseconds that one step may take, such that a slow disk and a busy machine stay within it. `ending` comes on top of the
 * grace period, after which the supervisor kills for 3 s; `starting` is for a run that `wait` finds about to start, whose
 * worker may take a minute.
 */
const defaultBounds = { step: 10_000, storing: 20_000, ending: 30_000, starting: 90_000 }

/**
 * The engine's end: once, in one of three ways, and a more urgent one may follow while it waits. Each step has a bound: what
 * has not ended by then is told by name, and the end goes on. Never rejects.
 */
export class Closing {
  readonly #parts: Parts
  readonly #bounds: typeof defaultBounds
  #running: Running | undefined
  #ended: Promise<void> | undefined
  /** Ends the wait for what may have changed, while there is one. */
  #wake: (() => void) | undefined

  constructor(parts: Parts, bounds = defaultBounds) {
    this.#parts = parts
    this.#bounds = bounds
  }

  end(running: Running): Promise<void> {
    // Who waits may still choose to go at once; who has begun to terminate cannot take that back.
    if (this.#running === undefined || this.#running === 'wait') this.#running = running
    this.#lookAgain()
    this.#ended ??= this.#end()
    return this.#ended
  }

  /** To be called when a run is live no more. */
  onRunLeft(): void {
    this.#lookAgain()
  }

  /** To be called when what the pool knows may be wrong. */
  onBroken(): void {
    this.#lookAgain()
  }

  async #end(): Promise<void> {
    const {
      pool,
      supervisor,
      functions,
      comparisons,
      record,
      storage,
      reader,
      sampler,
      messageQueues,
      sampleBatch,
      waits,
      settings,
      isBroken,
    } = this.#parts
    const bounds = this.#bounds
    await this.#step('the comparison', bounds.step, () => comparisons.close())
    await this.#step('runs that are about to start', bounds.step, () => pool.end())
    await this.#waitForRuns()
    // A pool that may be wrong about what runs ends nothing by mistake.
    const isKeeping = this.#running === 'keep' && (pool.live.size > 0 || isBroken())
    const { gracePeriod } = settings.value
    await this.#step(
      isKeeping ? 'functions that are being ended' : 'runs that are being ended',
      gracePeriod + bounds.ending,
      () => pool.stopAll(isKeeping ? 'functions' : 'all'),
    )
    await this.#step('workers of functions', bounds.step, () => functions.close())
    await this.#step('what is sampled', bounds.step, () => {
      sampler.close()
      messageQueues.end()
    })
    await this.#step('what is to be stored', bounds.storing, () => {
      record.close()
      return storage.attempted()
    })
    const isAllDone = pool.live.size === 0 && pool.queue.depth === 0
    await this.#step('the process that runs tasks', (isKeeping ? 0 : gracePeriod) + bounds.ending, () =>
      isKeeping ? supervisor.leave() : supervisor.close(gracePeriod),
    )
    await this.#step('clients that wait', bounds.step, () => {
      waits.close()
    })
    await this.#step('the database’s reader', bounds.step, () => reader.close())
    await this.#step('the database', bounds.storing, () => storage.close())
    await this.#step('the sample batch', bounds.step, () => sampleBatch.close(isAllDone))
  }

  /** For as long as something runs, if that is wished; not for what would have started long ago if it ever did. */
  async #waitForRuns(): Promise<void> {
    let isStartAwaited = true
    const timer = setTimeout(() => {
      isStartAwaited = false
      this.#lookAgain()
    }, this.#bounds.starting)
    while (this.#isAwaited(isStartAwaited)) await new Promise<void>((resolve) => (this.#wake = resolve))
    clearTimeout(timer)
  }

  #isAwaited(isStartAwaited: boolean): boolean {
    if (this.#running !== 'wait' || this.#parts.isBroken()) return false
    return [...this.#parts.pool.live.values()].some(({ life }) => isStartAwaited || life.phase !== 'starting')
  }

  #lookAgain(): void {
    this.#wake?.()
  }

  /** Goes on when it is done, when it has failed, or when it takes too long. @param what has not ended then */
  async #step(what: string, bound: number, act: () => unknown): Promise<void> {
    const late = Promise.withResolvers<'late'>()
    const timer = setTimeout(late.resolve, bound, 'late')
    try {
      const end = await Promise.race([Promise.resolve(act()), late.promise])
      if (end === 'late') this.#say(`${what} did not end within ${Math.round(bound / 1_000)} s`)
    } catch (error) {
      this.#say(`${what} could not be ended: ${messageOf(error)}`)
      raise(error)
    } finally {
      clearTimeout(timer)
    }
  }

  #say(sentence: string): void {
    const message = `Forkyard is ending, and ${sentence}. It ends all the same.`
    console.error(message)
    this.#parts.trouble('internal-error', message)
  }
}
