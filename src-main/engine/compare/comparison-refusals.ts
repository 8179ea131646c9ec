import { type Answer, type Issue, failure } from '../../contract/answer.ts'
import { isPython } from '../../contract/command-line.ts'
import type { ComparedCall, Comparison } from '../../contract/compare.ts'
import { checkFolder } from '../submission/folder-check.ts'
import { checkModule } from '../submission/module-check.ts'

/** Why the call cannot be compared in this folder; undefined if it can. */
export async function refuseCall(
  call: { kind: 'function' } & ComparedCall,
  folder: string,
): Promise<Answer<never> | undefined> {
  const folderIssue = await checkFolder(folder)
  if (folderIssue)
    return failure('folder-unusable', folderIssue.message, { issues: [folderIssue], details: { folder } })
  const issue = isPython(call.module) ? pythonIssue(call.module) : await checkModule(call)
  if (!issue) return undefined
  const placed = { ...issue, path: 'call.module' }
  return failure('module-unusable', issue.message, { issues: [placed], details: { module: call.module } })
}

function pythonIssue(module: string): Issue {
  const message = `“${module}” is a Python file: threads and coroutines of JavaScript cannot run it, so there is nothing to compare. Choose a JavaScript or TypeScript file.`
  return { path: 'call.module', code: 'not-comparable', message }
}

/** Another comparison is under way. */
export function busy({ comparisonId, call }: Comparison): Answer<never> {
  return failure(
    'wrong-state',
    `A comparison of ${call.name} is under way, and there is one at a time: two would disturb each other's figures. Stop it, or wait for its end.`,
    { details: { comparisonId } },
  )
}

export function unknownComparison(comparisonId: number): Answer<never> {
  return failure(
    'unknown-comparison',
    `There is no comparison ${comparisonId}: it was before the last one, or before Forkyard was started.`,
    { details: { comparisonId } },
  )
}
