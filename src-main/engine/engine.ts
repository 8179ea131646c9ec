import { type Answer, success } from '../contract/answer.ts'
import { raise } from '../platform/uncaught.ts'
import { makeAnswers } from './answers/answers.ts'
import { openSession } from './feed/session.ts'
import { type EngineParts, makeParts } from './host/make-parts.ts'
import type { Engine, EngineOptions } from './host/port.ts'
import { countRuns } from './host/run-count.ts'
import { closeStore, openStore } from './host/store.ts'
import type { OpenFailure } from './storage/messages.ts'
import { followStorage } from './storage/storage-events.ts'
import { openFailure } from './storage/storage-failure.ts'

/** Milliseconds between two samples of the runs' processes. */
const samplingInterval = 1_000

/**
 * Opens the database, puts the engine together over a supervisor, and goes on with what an earlier host left. Fails (as a
 * value) if the database cannot be used; what the supervisor runs goes on then. Rejects if there is no supervisor.
 */
export async function openEngine(options: EngineOptions): Promise<Answer<Engine>> {
  const [supervised, stored] = await Promise.allSettled([options.supervisor, openStore(options)])
  const supervisor = supervised.status === 'fulfilled' ? supervised.value : undefined
  const store = stored.status === 'fulfilled' && !('kind' in stored.value) ? stored.value : undefined
  if (supervisor && store) {
    const parts = makeParts(options, supervisor, store)
    start(parts)
    return success(engineOf(parts))
  }
  // What is there without the other is not left behind.
  await supervisor?.leave()
  if (store) await closeStore(store)
  if (supervised.status === 'rejected') throw supervised.reason
  if (stored.status === 'rejected') throw stored.reason
  return openFailure(stored.value as OpenFailure, options.host)
}

function start(parts: EngineParts): void {
  const { options, store, supervisor, known, pool, poolChanges, audience } = parts
  const { restored, waiting } = store
  followStorage({ ...parts, reader: store.reader })
  known
    .then(() => {
      if (!options.login) return
      pool.release()
      const notes = options.report?.notes() ?? []
      if (notes.length > 0) audience.tellPresent('host-start', notes.join(' '))
    })
    .catch(raise)
  supervisor.sampleEvery(samplingInterval)
  // A host that was killed may have recorded ends that the supervisor still keeps for it.
  supervisor.settle(
    restored.ended.filter(({ attempt }) => attempt > 0).map(({ runId, attempt }) => ({ runId, attempt })),
  )
  if (restored.backupOf !== undefined) poolChanges.keepPaused().catch(raise)
  pool.restore(waiting.with(restored, options.bootId))
}

function engineOf(parts: EngineParts): Engine {
  const { pool, history, messageQueues, settings, audience, damage, closing } = parts
  const answers = makeAnswers(parts)
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
