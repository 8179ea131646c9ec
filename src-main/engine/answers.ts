import { type Answer, failure, success } from '../contract/answer.ts'
import type { RequestInput, RequestName, RequestValue, Target, TargetResult } from '../contract/contract.ts'
import { limits } from '../contract/limits.ts'
import type { RunDescription, RunId } from '../contract/run.ts'
import type { Settings } from '../contract/settings.ts'
import type { Snapshot } from '../contract/snapshot.ts'
import type { Task } from '../contract/task.ts'
import type { Control } from './control.ts'
import { describeEnded, describeLive, describeQueued } from './describe.ts'
import type { Feed } from './feed.ts'
import { setDataFolder } from './folders.ts'
import { listFolders } from './folder-listing.ts'
import type { History } from './history.ts'
import type { Client, EngineOptions } from './port.ts'
import { readOutput } from './output.ts'
import type { Pool } from './pool.ts'
import type { QueueSampler } from './queue-sampler.ts'
import type { Preparation } from './ready-task.ts'
import { type Run, logFileOf } from './run.ts'
import type { RunWaits } from './run-waits.ts'
import type { SampleBatch } from './sample-batch.ts'
import type { Submission } from './submission.ts'

/** The parts of the engine that requests are answered from. */
export interface Parts {
  options: EngineOptions
  pool: Pool
  history: History
  control: Control
  preparation: Preparation
  submission: Submission
  sampler: QueueSampler
  sampleBatch: SampleBatch
  waits: RunWaits
  settings: Settings
  settingsChanged(): void
  /** Tells every client that ended runs were cleared. */
  cleared(runIds: RunId[]): void
}

/** One client's part. */
export interface Conversation {
  client: Client
  feed: Feed
  /** Called with its first `subscribe`. */
  subscribe(): void
}

type MaybePromise<Value> = Value | Promise<Value>

/** A handler for every request of the contract, typed by it. */
export type Answers = {
  [Name in RequestName]: (
    input: RequestInput<Name>,
    conversation: Conversation,
  ) => MaybePromise<Answer<RequestValue<Name>>>
}

export function makeAnswers(parts: Parts): Answers {
  const { options, pool, history, control, preparation, submission } = parts
  const find = (runId: RunId): Run | undefined => pool.find(runId) ?? history.find(runId)

  return {
    subscribe: (_input, conversation) => {
      conversation.subscribe()
      return success(snapshot(parts, conversation.feed.restart()))
    },
    setVisible: ({ isVisible }, { feed }) => {
      feed.isVisible = isVisible
      return success(null)
    },

    submit: ({ tasks, times }) => submission.submit(tasks, times ?? 1),
    checkTask: async ({ task }) => success(await preparation.checkDraft(task)),
    submitSampleBatch: async () => submission.submit(await parts.sampleBatch.tasks(), 1),
    runAgain: async ({ runIds }) => {
      const found = runIds.map(find).filter((run) => run !== undefined)
      const unknown = runIds.filter((runId) => !find(runId))
      if (found.length === 0) return unknownRuns(unknown)
      const answer = await submission.submit(found.map(taskOf), 1)
      return answer.ok ? success({ runIds: answer.value.runIds, unknown }) : answer
    },

    cancel: ({ runIds }) => success(runIds.map((runId) => forQueued(runId, (run) => pool.cancel(run)))),
    // The first named is to be the next one, so it is moved last.
    moveToFront: ({ runIds }) =>
      success(
        runIds
          .toReversed()
          .map((runId) => forQueued(runId, (run) => pool.moveToFront(run)))
          .reverse(),
      ),
    listQueue: ({ offset, count }) => {
      const { depth, queueRevision, isPaused } = pool.status
      const runs = pool.queue.page(offset, count).map((run, index) => describeQueued(run, offset + index, isPaused))
      return success({ queueRevision, depth, runs })
    },

    listLive: () => success([...pool.live.values()].map(describeLive)),
    listHistory: (query) => success(history.page(query)),
    waitForRuns: async ({ runIds, wait }) => {
      const isUnderWay = (runId: RunId) => pool.find(runId) !== undefined
      await parts.waits.until(runIds.filter(isUnderWay), wait ?? 0)
      const ended = runIds.map((runId) => history.find(runId)).filter((run) => run !== undefined)
      return success({
        ended: ended.map(describeEnded),
        left: runIds.filter(isUnderWay),
        unknown: runIds.filter((runId) => !find(runId)),
      })
    },
    hostStatus: () => {
      const { kind, version, pid, dataFolder } = options.host
      return success({
        kind,
        version,
        pid,
        dataFolder,
        uptime: process.uptime(),
        pools: [{ name: 'default', ...pool.status }],
      })
    },
    changeSettings: (change) => {
      Object.assign(parts.settings, change)
      parts.settingsChanged()
      return success(parts.settings)
    },
    setDataFolder: ({ folder }) => {
      setDataFolder(folder)
      return success(null)
    },
    dismissRecovery: () => success(null),

    terminate: ({ targets }) => forEach(targets, (target) => control.terminate(target)),
    kill: ({ targets }) => forEach(targets, (target) => control.kill(target)),
    suspend: ({ targets }) => forEach(targets, (target) => control.suspend(target)),
    resume: ({ targets }) => forEach(targets, (target) => control.resume(target)),

    setPoolSize: ({ size }) => {
      pool.setSize(size)
      return success(null)
    },
    pausePool: () => {
      pool.setPaused(true)
      return success(null)
    },
    resumePool: () => {
      if (pool.isSupervisorLost) {
        return failure(
          'supervisor-lost',
          'The process that runs tasks is gone, so nothing can start. Start Forkyard anew.',
        )
      }
      pool.setPaused(false)
      return success(null)
    },

    describeRun: ({ runId }) => {
      const run = find(runId)
      return run ? success(describe(run, parts)) : unknownRuns([runId])
    },
    readOutput: async ({ runId, from, count, wait }) => {
      const run = find(runId)
      return run
        ? success(await readOutput(run, options.logFolder, { from, count, wait: wait ?? 0 }))
        : unknownRuns([runId])
    },
    clearEnded: ({ runIds }) => {
      parts.cleared(history.clear(runIds))
      return success(null)
    },

    chooseFolder: async ({ startIn }, { client }) =>
      client.chooseFolder
        ? success(await client.chooseFolder(startIn))
        : failure('not-available', 'This host has no native folder dialog.'),
    listFolders: ({ folder }) => listFolders(folder, options.host.homeFolder),
  }

  function forQueued(runId: RunId, change: (run: Run) => boolean): TargetResult {
    const run = pool.find(runId)
    if (run && change(run)) return { runId, ok: true }
    return { runId, ok: false, code: find(runId) ? 'wrong-state' : 'unknown-run' }
  }
}

async function forEach(
  targets: Target[],
  act: (target: Target) => Promise<TargetResult>,
): Promise<Answer<TargetResult[]>> {
  return success(await Promise.all(targets.map(act)))
}

function snapshot({ options, pool, history, sampler, settings }: Parts, revision: number): Snapshot {
  return {
    revision,
    host: options.host,
    pool: pool.status,
    live: [...pool.live.values()].map(describeLive),
    ended: history.newestFirst().slice(0, limits.endedRuns).map(describeEnded),
    queueSamples: sampler.samples(),
    settings,
  }
}

function describe(run: Run, { pool, options }: Parts): RunDescription {
  const logFile = logFileOf(run, options.logFolder)
  return {
    run: phaseOf(run, pool),
    task: shownTaskOf(run),
    ...(logFile !== undefined && { logFile }),
  }
}

function phaseOf(run: Run, pool: Pool): RunDescription['run'] {
  if (run.life.phase === 'ended') return { phase: 'ended', ...describeEnded(run) }
  if (run.life.phase !== 'queued') return { phase: 'live', ...describeLive(run) }
  let position = 0
  for (const other of pool.queue) {
    if (other === run) break
    position++
  }
  return { phase: 'queued', ...describeQueued(run, position, pool.isPaused) }
}

/** The task as it was given, for submitting it anew. */
function taskOf({ task }: Run): Task {
  return {
    command: task.command,
    name: task.name,
    folder: task.folder,
    environment: task.environment,
    ...(task.secrets.length > 0 && { secrets: task.secrets }),
    colours: task.colours,
    unbuffered: task.unbuffered,
  }
}

/** The task as it is shown: without the values of secrets. */
function shownTaskOf(run: Run): Task {
  const task = taskOf(run)
  const environment = { ...task.environment }
  for (const name of task.secrets ?? []) environment[name] = ''
  return { ...task, environment }
}

function unknownRuns(runIds: RunId[]): Answer<never> {
  return failure('unknown-run', `No run ${runIds.join(', ')} is known here; it may have been cleared.`, {
    details: { runId: runIds[0] ?? 0 },
  })
}
