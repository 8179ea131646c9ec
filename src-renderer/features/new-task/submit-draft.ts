import type { Answer } from '../../../src-main/contract/answer.ts'
import type { RunId } from '../../../src-main/contract/run.ts'
import { request } from '../../client.ts'
import { rememberPath } from '../../fields/recent-paths.ts'
import { type Draft, taskOf } from './draft.ts'

/** Submits what the dialog holds; undefined where it is no task yet. Remembers its folder once it is taken. */
export async function submitDraft(draft: Draft): Promise<Answer<{ runIds: RunId[] }> | undefined> {
  const task = taskOf(draft)
  if (!task) return undefined
  const answer = await request('submit', { tasks: [task], times: draft.times })
  if (answer.ok && draft.folder !== '') rememberPath(localStorage, 'folder', draft.folder)
  if (answer.ok && draft.kind === 'function') rememberPath(localStorage, 'module', draft.module)
  return answer
}
