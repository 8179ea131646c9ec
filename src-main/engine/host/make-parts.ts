import { join } from 'node:path'
import { defaultPool } from '../../contract/pool.ts'
import { defaultSettings } from '../../contract/settings.ts'
import { systemClock } from '../../platform/clock.ts'
import type { Supervisor } from '../../supervisor/port.ts'
import type { Parts } from '../answers/parts.ts'
import { Comparisons } from '../compare/comparisons.ts'
import { NextDataFolder } from '../data-folder/next-data-folder.ts'
import { CurrentEnvironment } from '../environment/current-environment.ts'
import { Audience } from '../feed/audience.ts'
import { FunctionRuns } from '../functions/function-runs.ts'
import { MessageQueues } from '../functions/message-queues.ts'
import { History } from '../history/history.ts'
import { OutcomeCount } from '../history/outcome-count.ts'
import { Control } from '../runs/control.ts'
import { CurrentRecovery } from '../runs/current-recovery.ts'
import { Damage } from '../runs/damage.ts'
import { hearersOf } from '../runs/hearers.ts'
import { Pool } from '../runs/pool.ts'
import { RunWaits } from '../runs/run-waits.ts'
import { StoredRuns } from '../runs/stored-runs.ts'
import { PoolChanges } from '../scheduling/pool-changes.ts'
import { QueueSampler } from '../scheduling/queue-sampler.ts'
import { StoredSamples } from '../scheduling/stored-samples.ts'
import { CurrentSettings } from '../settings/current-settings.ts'
import { Preparation } from '../submission/ready-task.ts'
import { SampleBatch } from '../submission/sample-batch.ts'
import { Submission } from '../submission/submission.ts'
import { Closing } from './closing.ts'
import type { EngineOptions } from './port.ts'
import type { Store } from './store.ts'

/** Everything that an engine consists of. */
export interface EngineParts extends Parts {
  store: Store
  supervisor: Supervisor
  functions: FunctionRuns
  record: StoredRuns
  damage: Damage
  closing: Closing
}

/** Makes the parts and joins them. Nothing starts yet. */
export function makeParts(options: EngineOptions, supervisor: Supervisor, store: Store): EngineParts {
  const { storage, reader, tasks, key, restored } = store
  const { host, dataFolder, bootId } = options
  const clock = systemClock
  const audience = new Audience(clock)
  const stored = { ...options.defaults, ...restored.settings, wrapsSecretKey: key.isWrapped }
  const settings = new CurrentSettings({ ...defaultSettings, ...stored }, storage, key, (value) => {
    audience.tell((feed) => feed.settingsChanged(value))
  })
  const outcomes = new OutcomeCount(restored.counts)
  const history = new History(restored.ended, reader, tasks, outcomes)
  const record = new StoredRuns(storage, clock, bootId)
  const waits = new RunWaits()
  const damage = new Damage()
  const recovery = new CurrentRecovery((value) => {
    audience.tell((feed) => feed.recovered(value ?? null))
  })
  const surroundings = new CurrentEnvironment(options)
  // Before the pool: it hears first that a worker has exited, and what the function's end is then.
  const functions = new FunctionRuns({ ...options.workers, supervisor, surroundings })
  const storedPool = restored.pools.find(({ name }) => name === defaultPool)
  const pool = new Pool(
    {
      name: defaultPool,
      supervisor,
      functions,
      clock,
      record,
      outcomes,
      surroundings,
      isHeld: options.login !== undefined,
      size: storedPool?.size ?? host.cpus,
      // What waits in a backup may have run since.
      isPaused: restored.backupOf !== undefined || (storedPool?.isPaused ?? false),
      logFolder: join(dataFolder, 'logs'),
      settings: settings.value,
      lastSequence: restored.lastSequence,
    },
    hearersOf({
      ...{ audience, history, waits, recovery, damage },
      keepPaused: () => poolChanges.keepPaused(),
      closing: () => closing,
    }),
  )
  const poolChanges: PoolChanges = new PoolChanges(pool, storage)
  const storedSamples = new StoredSamples(storage)
  const sampler = new QueueSampler(pool, clock, restored.samples, (sample) => {
    storedSamples.add(sample)
    audience.tell((feed) => feed.sampled(sample))
  })
  const messageQueues = new MessageQueues(
    clock,
    (pid) => [...pool.live.values()].find(({ life }) => 'pid' in life && life.pid === pid)?.runId,
    (round) => {
      audience.tell((feed) => feed.messageQueuesSampled(round))
    },
  )
  const preparation = new Preparation(surroundings)
  const comparisons = new Comparisons(surroundings, options.compare)
  const sampleBatch = new SampleBatch(host.platform)
  const closing: Closing = new Closing({
    ...{ pool, supervisor, functions, comparisons, record, storage, reader, sampler, messageQueues, sampleBatch },
    ...{ waits, settings },
    isBroken: () => damage.isThere,
    trouble: (code, message) => audience.trouble(code, message),
  })
  return {
    options,
    nextDataFolder: new NextDataFolder(host),
    store,
    storage,
    supervisor,
    surroundings,
    known: surroundings.known,
    pool,
    poolChanges,
    history,
    outcomes,
    record,
    damage,
    functions,
    control: new Control(pool, history, supervisor, settings.value),
    preparation,
    submission: new Submission({ pool, clock, preparation, storage, tasks }, restored),
    sampler,
    messageQueues,
    sampleBatch,
    waits,
    comparisons,
    closing,
    settings,
    recovery,
    audience,
  }
}
