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

/** Waits until all of these have ended, however long that takes. */
export async function waitFor(client: LocalClient, runIds: RunId[]): Promise<Answer<Waited>> {
  const ended = new Map<RunId, EndedRun>()
  const unknown: RunId[] = []
  for (let index = 0; index < runIds.length; index += limits.awaitedRuns) {
    let left = runIds.slice(index, index + limits.awaitedRuns)
    while (left.length > 0) {
      const answer = await client.request('waitForRuns', { runIds: left, wait: limits.runWait })
      if (!answer.ok) return answer
      for (const run of answer.value.ended) ended.set(run.runId, run)
      unknown.push(...answer.value.unknown)
      left = answer.value.left
    }
  }
  return success({ ended, unknown })
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
  say(`${nameRuns(unknown)} not known here: “forkyard list” has those that are.`)
  return status || exitStatus.failed
}

/** `Run 3 is`, `Runs 3, 4 are`. */
function nameRuns(runIds: RunId[]): string {
  return runIds.length === 1 ? `Run ${String(runIds[0])} is` : `Runs ${runIds.join(', ')} are`
}
