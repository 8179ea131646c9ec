import type { TargetResult } from '../contract/run-targets.ts'
import { exitStatus } from './exit-status.ts'
import { print, printJson, say } from './output.ts'
import { oneLine } from './texts.ts'

/** Says of each run whether it was done; 1 where it was not for one of them. */
export async function tellResults(
  results: TargetResult[],
  { isJson, done, wrongState }: { isJson: boolean; done: string; wrongState: string },
): Promise<number> {
  for (const result of results) {
    const { runId, ok, code, survivors, isUnsaved } = result
    if (isJson) await printJson({ id: runId, ok, code, survivors, isUnsaved })
    else if (ok) await print(`${done} ${runId}.\n`)
    if (!ok) say(`Run ${runId} ${explain(result, wrongState)}`)
  }
  const unsaved = results.filter(({ isUnsaved }) => isUnsaved)
  if (unsaved.length > 0) {
    const runs = unsaved.map(({ runId }) => runId).join(', ')
    say(`Done, but not saved to the disk yet: ${runs}. Forkyard keeps trying to save it.`)
  }
  return results.every(({ ok }) => ok) ? exitStatus.done : exitStatus.failed
}

function explain({ code, survivors = [] }: TargetResult, wrongState: string): string {
  switch (code) {
    case 'unknown-run':
      return 'does not exist. “forkyard list” shows all runs.'
    case 'survivors': {
      const names = survivors.map(({ pid, name, reason }) => `${pid} ${oneLine(name)} (${reason})`)
      return `left processes that could not be killed: ${names.join(', ')}.`
    }
    case 'not-available':
      return 'cannot be reached: the supervisor process has ended. Restart Forkyard.'
    default:
      return wrongState
  }
}
