import type { LocalClient } from '../client/local-client.ts'
import { type Answer, success } from '../contract/answer.ts'
import { limits } from '../contract/limits.ts'
import type { EndedRun, RunId } from '../contract/run.ts'
import { exitStatus, exitStatusOf } from './exit-status.ts'
import { printJson, say } from './output.ts'
import { endedRow, jsonOf } from './run-row.ts'

/** What became of runs that were waited for. */
export interface Waited {
  ended: Map<RunId, EndedRun>
  unknown: RunId[]
}

/** Milliseconds of one question; between two it is looked whether the host can tell of an end at all. */
const round = Math.min(5_000, limits.runWait)

/** Waits until all of these have ended, however long that takes. Says once if ends cannot be stored, and so not be told. */
export async function waitFor(client: LocalClient, runIds: RunId[]): Promise<Answer<Waited>> {
  const ended = new Map<RunId, EndedRun>()
  const unknown: RunId[] = []
  let hasSaid = false
  for (let index = 0; index < runIds.length; index += limits.awaitedRuns) {
    let left = runIds.slice(index, index + limits.awaitedRuns)
    while (left.length > 0) {
      const answer = await client.request('waitForRuns', { runIds: left, wait: round })
      if (!answer.ok) return answer
      for (const run of answer.value.ended) ended.set(run.runId, run)
      unknown.push(...answer.value.unknown)
      left = answer.value.left
      if (left.length > 0 && !hasSaid) hasSaid = await sayStorageFailure(client)
    }
  }
  return success({ ended, unknown })
}

/** Whether there was something to say. */
async function sayStorageFailure(client: LocalClient): Promise<boolean> {
  const status = await client.request('hostStatus', {})
  if (!status.ok || status.value.storageFailure === undefined) return false
  say(`${status.value.storageFailure} This command keeps waiting.`)
  return true
}

/** The first status that is not 0, in the order of these ids; 1 where one of them is not known. */
export async function tellEnds(
  runIds: RunId[],
  { ended, unknown }: Waited,
  { isJson, describe }: { isJson: boolean; describe: (run: EndedRun) => Promise<void> | void },
): Promise<number> {
  let status = 0
  for (const runId of runIds) {
    const run = ended.get(runId)
    if (run === undefined) continue
    status ||= exitStatusOf(run.outcome)
    await (isJson ? printJson(jsonOf(endedRow(run))) : describe(run))
  }
  if (unknown.length === 0) return status
  say(`${nameRuns(unknown)} not exist. “forkyard list” shows all runs.`)
  return status || exitStatus.failed
}

/** `Run 3 does`, `Runs 3, 4 do`. */
function nameRuns(runIds: RunId[]): string {
  return runIds.length === 1 ? `Run ${String(runIds[0])} does` : `Runs ${runIds.join(', ')} do`
}
