import { join } from 'node:path'
import { success } from '../../contract/answer.ts'
import type { RunDescription, RunId } from '../../contract/run.ts'
import type { Task } from '../../contract/task.ts'
import { optionsOf } from '../../contract/task-options.ts'
import { describeLive, describeQueued } from '../runs/describe.ts'
import type { Ended } from '../history/history.ts'
import { logFile } from '../runs/log-file.ts'
import { type Log, readOutput } from '../history/output.ts'
import type { Pool } from '../runs/pool.ts'
import type { ReadyTask, Run } from '../runs/run.ts'
import type { Answers, Parts } from './parts.ts'
import { unknownRuns } from './failures.ts'

/** Requests that only look at runs. */
export function lookAnswers(
  parts: Parts,
): Pick<Answers, 'listLive' | 'listHistory' | 'countDeletions' | 'waitForRuns' | 'describeRun' | 'readOutput'> {
  const { options, pool, history, waits, storage } = parts
  const logFolder = join(options.dataFolder, 'logs')
  const fileOf = (runId: RunId, attempt: number) => (attempt === 0 ? undefined : logFile(logFolder, runId, attempt))
  const findEnded = async (runId: RunId): Promise<Ended | undefined> => (await history.find([runId])).get(runId)

  return {
    countDeletions: async (keeping) => success(await history.countDeletions(keeping)),
    listLive: () => success([...pool.live.values()].map(describeLive)),
    listHistory: async (query) => success(await history.page(query)),
    waitForRuns: async ({ runIds, wait }) => {
      await waits.until(
        runIds.filter((runId) => pool.find(runId) !== undefined),
        wait ?? 0,
      )
      const left = runIds.filter((runId) => pool.find(runId) !== undefined)
      // What is told as ended is on the disk, unless that is full.
      await storage.attempted()
      const ended = await history.find(runIds.filter((runId) => !left.includes(runId)))
      return success({
        ended: [...ended.values()].map(({ run }) => run),
        left,
        unknown: runIds.filter((runId) => !left.includes(runId) && !ended.has(runId)),
      })
    },
    describeRun: async ({ runId }) => {
      const run = pool.find(runId)
      if (run) return success(description(phaseOf(run, pool), run.task, fileOf(runId, run.life.attempt)))
      const ended = await findEnded(runId)
      if (!ended) return unknownRuns([runId])
      const file = fileOf(runId, ended.run.attempt)
      const { result, error } = ended.answer ?? {}
      return success({
        ...description({ phase: 'ended', ...ended.run }, ended.task, file),
        ...(result !== undefined && { result }),
        ...(error && { error }),
      })
    },
    readOutput: async (query) => {
      const { runId } = query
      const run = pool.find(runId)
      if (run) return success(await readOutput(() => logOf(run), query))
      const ended = await findEnded(runId)
      return ended ? success(await readOutput(() => endedLog(ended.run), query)) : unknownRuns([runId])
    },
  }

  function logOf({ runId, life, keptFrom }: Run): Log {
    const { attempt } = life
    return { attempt, file: fileOf(runId, attempt), isLive: life.phase !== 'ended', keptFrom, isRemoved: false }
  }

  function endedLog({ runId, attempt, notes }: Ended['run']): Log {
    const cut = notes.find((note) => note.kind === 'log-cut')
    const isRemoved = notes.some(({ kind }) => kind === 'log-removed')
    return { attempt, file: fileOf(runId, attempt), isLive: false, keptFrom: cut?.keptFrom ?? 0, isRemoved }
  }
}

function description(run: RunDescription['run'], task: ReadyTask, file: string | undefined): RunDescription {
  return { run, task: shownTask(task), ...(file !== undefined && { logFile: file }) }
}

function phaseOf(run: Run, pool: Pool): RunDescription['run'] {
  if (run.life.phase !== 'queued') return { phase: 'live', ...describeLive(run) }
  return { phase: 'queued', ...describeQueued(run, pool.positionOf(run), pool.explain(run)) }
}

/** The task as it was given, without the values of secrets. */
function shownTask(task: ReadyTask): Task {
  const { command, name, folder } = task
  const { secrets, ...options } = optionsOf(task)
  const environment = { ...options.environment }
  for (const secret of secrets) environment[secret] = ''
  return { command, name, folder, ...options, environment, ...(secrets.length > 0 && { secrets }) }
}
