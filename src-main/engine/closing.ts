import type { OnQuit } from '../contract/settings.ts'
import type { Supervisor } from '../supervisor/port.ts'
import type { Comparisons } from './compare/comparisons.ts'
import type { CurrentSettings } from './current-settings.ts'
import type { FunctionRuns } from './functions/function-runs.ts'
import type { MessageQueues } from './message-queues.ts'
import type { Pool } from './pool.ts'
import type { QueueSampler } from './queue-sampler.ts'
import type { RunWaits } from './run-waits.ts'
import type { SampleBatch } from './sample-batch.ts'
import type { HistoryReader } from './storage/history-reader.ts'
import type { StorageThread } from './storage/storage-thread.ts'
import type { StoredRuns } from './stored-runs.ts'

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
}

/** Milliseconds between two looks at what still runs. */
const lookInterval = 50

/** The engine's end: once, in one of three ways, and a more urgent one may follow while it waits. */
export class Closing {
  readonly #parts: Parts
  #running: Running | undefined
  #ended: Promise<void> | undefined

  constructor(parts: Parts) {
    this.#parts = parts
  }

  end(running: Running): Promise<void> {
    // Who waits may still choose to go at once; who has begun to terminate cannot take that back.
    if (this.#running === undefined || this.#running === 'wait') this.#running = running
    this.#ended ??= this.#end()
    return this.#ended
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
    } = this.#parts
    await comparisons.close()
    await pool.close()
    while (this.#running === 'wait' && pool.live.size > 0) {
      await new Promise((resolve) => setTimeout(resolve, lookInterval))
    }
    const isKeeping = this.#running === 'keep' && pool.live.size > 0
    await pool.stopAll(isKeeping ? 'functions' : 'all')
    await functions.close()
    sampler.close()
    messageQueues.end()
    record.close()
    await storage.attempted()
    const isAllDone = pool.live.size === 0 && pool.queue.depth === 0
    await (isKeeping ? supervisor.leave() : supervisor.close(settings.value.gracePeriod))
    waits.close()
    await reader.close()
    await storage.close()
    await sampleBatch.close(isAllDone)
  }
}
