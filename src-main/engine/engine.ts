import { join } from 'node:path'
import { type Answer, success } from '../contract/answer.ts'
import { defaultSettings } from '../contract/settings.ts'
import { type Parts, makeAnswers } from './answers/answers.ts'
import { raise } from '../platform/uncaught.ts'
import type { Supervisor } from '../supervisor/port.ts'
import { Audience } from './feed/audience.ts'
import { systemClock } from '../platform/clock.ts'
import { Closing } from './host/closing.ts'
import { Comparisons } from './compare/comparisons.ts'
import { Control } from './runs/control.ts'
import { CurrentSettings } from './settings/current-settings.ts'
import { Damage } from './runs/damage.ts'
import { hearersOf } from './runs/hearers.ts'
import { FunctionRuns } from './functions/function-runs.ts'
import { History } from './history/history.ts'
import { MessageQueues } from './functions/message-queues.ts'
import { OutcomeCount } from './history/outcome-count.ts'
import type { Engine, EngineOptions } from './host/port.ts'
import { PoolChanges } from './scheduling/pool-changes.ts'
import { Pool } from './runs/pool.ts'
import { QueueSampler } from './scheduling/queue-sampler.ts'
import { Preparation } from './submission/ready-task.ts'
import { WaitingRuns } from './runs/restored-runs.ts'
import { countRuns } from './host/run-count.ts'
import { RunWaits } from './runs/run-waits.ts'
import { SampleBatch } from './submission/sample-batch.ts'
import { SecretKey } from './data-folder/secret-key.ts'
import { openSession } from './feed/session.ts'
import { followStorage } from './storage/storage-events.ts'
import { openFailure } from './storage/storage-failure.ts'
import { HistoryReader } from './storage/history-reader.ts'
import type { OpenFailure } from './storage/messages.ts'
import type { Restored } from './storage/rows.ts'
import { StorageThread } from './storage/storage-thread.ts'
import { StoredRuns } from './runs/stored-runs.ts'
import { StoredSamples } from './scheduling/stored-samples.ts'
import { StoredTasks } from './submission/stored-tasks.ts'
import { Submission } from './submission/submission.ts'
import type { Surroundings } from './environment/surroundings.ts'

/** Milliseconds between two samples of the runs' processes. */
const samplingInterval = 1_000

/**
 * Opens the database, puts the engine together over a supervisor, and takes up what an earlier host left. Fails (as a
 * value) where the database cannot be used; what the supervisor runs goes on then. Rejects where there is no supervisor.
 */
export async function openEngine(options: EngineOptions): Promise<Answer<Engine>> {
  const [supervised, stored] = await Promise.allSettled([options.supervisor, openStore(options)])
  const supervisor = supervised.status === 'fulfilled' ? supervised.value : undefined
  const opened = stored.status === 'fulfilled' ? stored.value : undefined
  if (supervisor && opened && !('kind' in opened)) return success(assemble(options, supervisor, opened))
  // What is there without the other is not left behind.
  await supervisor?.leave()
  if (opened && !('kind' in opened)) await closeStore(opened)
  if (supervised.status === 'rejected') throw supervised.reason
  if (stored.status === 'rejected') throw stored.reason
  return openFailure(stored.value as OpenFailure, options.host)
}

/** What is kept in the data folder, and what was found there. */
interface Store {
  key: SecretKey
  tasks: StoredTasks
  storage: StorageThread
  reader: HistoryReader
  waiting: WaitingRuns
  restored: Restored
}

async function openStore({ dataFolder, storageEntry, keyring, onDamage }: EngineOptions): Promise<Store | OpenFailure> {
  const key = await SecretKey.load(dataFolder, await keyring)
  const tasks = new StoredTasks(key)
  const waiting = new WaitingRuns(tasks, systemClock)
  const opened = await StorageThread.open(
    storageEntry,
    { folder: dataFolder, onDamage: onDamage ?? 'refuse' },
    (slice) => {
      waiting.take(slice)
    },
  )
  if ('kind' in opened) return opened
  return { ...opened, key, tasks, waiting, reader: new HistoryReader(storageEntry, dataFolder) }
}

async function closeStore({ reader, storage }: Store): Promise<void> {
  await reader.close()
  await storage.close()
}

function assemble(
  options: EngineOptions,
  supervisor: Supervisor,
  { key, tasks, storage, reader, waiting, restored }: Store,
): Engine {
  const clock = systemClock
  const damage = new Damage()
  const { host, dataFolder, bootId } = options
  const base = { environment: options.environment }
  const audience = new Audience(clock)
  const settings = new CurrentSettings(
    { ...defaultSettings, ...options.defaults, ...restored.settings, wrapsSecretKey: key.isWrapped },
    storage,
    key,
    (value) => {
      audience.tell((feed) => feed.settingsChanged(value))
    },
  )
  const outcomes = new OutcomeCount(restored.counts)
  const history = new History(restored.ended, reader, tasks, outcomes)
  const record = new StoredRuns(storage, clock, bootId)
  const waits = new RunWaits()
  const recovery: Parts['recovery'] = { current: undefined }
  const stored = restored.pools.find(({ name }) => name === 'default')
  const surroundings: Surroundings = {
    get environment() {
      return base.environment
    },
    homeFolder: host.homeFolder,
    platform: host.platform,
  }
  const functions = new FunctionRuns({ ...options.workers, supervisor, surroundings })
  const pool: Pool = new Pool(
    {
      supervisor,
      functions,
      clock,
      record,
      outcomes,
      surroundings,
      isHeld: options.login !== undefined,
      size: stored?.size ?? host.cpus,
      // What waits in a backup may have run since.
      isPaused: restored.backupOf !== undefined || (stored?.isPaused ?? false),
      logFolder: join(dataFolder, 'logs'),
      settings: settings.value,
      lastSequence: restored.lastSequence,
    },
    hearersOf({ audience, history, waits, recovery, damage, poolChanges: () => poolChanges }),
  )
  const poolChanges: PoolChanges = new PoolChanges(pool, storage)
  followStorage({ pool, storage, reader, history, outcomes, audience })
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
  const known = (options.login ?? Promise.resolve(base.environment)).then((environment) => {
    base.environment = environment
    if (options.login) pool.release()
    const notes = options.report?.notes() ?? []
    if (options.login && notes.length > 0) audience.tellPresent('host-start', notes.join(' '))
  })
  known.catch(raise)
  const preparation = new Preparation(surroundings)
  const comparisons = new Comparisons(surroundings, options.compare)
  const sampleBatch = new SampleBatch(host.platform)
  const answers = makeAnswers({
    options,
    surroundings,
    known,
    pool,
    poolChanges,
    history,
    outcomes,
    control: new Control(pool, history, supervisor, settings.value),
    preparation,
    submission: new Submission({ pool, clock, preparation, storage, tasks }, restored),
    storage,
    sampler,
    messageQueues,
    sampleBatch,
    waits,
    comparisons,
    settings,
    recovery,
    audience,
  })
  supervisor.sampleEvery(samplingInterval)
  // A host that was killed may have recorded ends that the supervisor still keeps for it.
  supervisor.settle(
    restored.ended.filter(({ attempt }) => attempt > 0).map(({ runId, attempt }) => ({ runId, attempt })),
  )
  if (restored.backupOf !== undefined) poolChanges.keepPaused().catch(raise)
  pool.restore(waiting.with(restored, bootId))
  const closing = new Closing({
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
    isBroken: () => damage.isThere,
    trouble: (code, message) => audience.trouble(code, message),
  })
  return {
    openSession: (client) => openSession(client, answers, audience, pool, history),
    count: () => countRuns(pool, messageQueues),
    settings: settings.value,
    close: async (running) => {
      await closing.end(running)
      audience.close()
    },
    trouble: (code, message) => {
      audience.pass(code, message)
    },
    onBroken: (listener) => damage.listen(listener),
  }
}
