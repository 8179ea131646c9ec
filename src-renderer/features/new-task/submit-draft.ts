import type { Answer } from '../../../src-main/contract/answer.ts'
import type { RunId } from '../../../src-main/contract/run.ts'
import { request } from '../../client.ts'
import { useRecentPaths } from '../../fields/recent-paths.ts'
import { type Draft, taskOf } from './draft.ts'

/** Submits what the dialog holds; undefined where it is no task yet. Remembers its folder once it is taken. */
export async function submitDraft(draft: Draft): Promise<Answer<{ runIds: RunId[] }> | undefined> {
  const task = taskOf(draft)
  if (!task) return undefined
  const answer = await request('submit', { tasks: [task], times: draft.times })
  if (!answer.ok) return answer
  const recentPaths = useRecentPaths()
  if (draft.folder !== '') recentPaths.remember('folder', draft.folder)
  if (draft.kind === 'function') recentPaths.remember('module', draft.module)
  return answer
}
