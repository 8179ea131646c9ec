import { type Answer, type FailureCode, type Issue, failure, success } from '../../contract/answer.ts'
import { parse } from '../../contract/parse.ts'
import { type Task, taskSchema } from '../../contract/task.ts'
import { optionsOf } from '../../contract/task-options.ts'
import { ArgumentList } from './argument-list.ts'
import { expandHome } from './folder-check.ts'
import { checkModule, withWholePath } from './module-check.ts'
import { checkProgram } from './program-check.ts'
import { RecentFolderChecks } from './recent-folder-checks.ts'
import type { ReadyTask } from '../runs/run.ts'
import { type Surroundings, addedEnvironment } from '../environment/surroundings.ts'

/** Decides everything that the system needs of a task, or says what is wrong with it. Looks at the disk, changes nothing. */
export class Preparation {
  readonly #surroundings: Surroundings
  readonly #argumentList: ArgumentList
  readonly #folders = new RecentFolderChecks()

  constructor(surroundings: Surroundings) {
    this.#surroundings = surroundings
    this.#argumentList = new ArgumentList(surroundings)
  }

  /** All of them, or what is wrong with the first that is not right. */
  async makeReady(tasks: Task[]): Promise<Answer<ReadyTask[]>> {
    // Many tasks share a folder: each one is looked at once.
    const folders = new Map<string, Issue | undefined>()
    const ready: ReadyTask[] = []
    for (const [index, task] of tasks.entries()) {
      const candidate = this.#decide(task)
      if (!folders.has(candidate.folder)) folders.set(candidate.folder, await this.#folders.check(candidate.folder))
      const issue =
        folders.get(candidate.folder) ?? (await checkModule(candidate.command)) ?? this.#checkSize(candidate)
      if (issue) return refuse(issue, candidate, tasks.length > 1 ? index : undefined)
      ready.push(candidate)
    }
    return success(ready)
  }

  /** What submitting this draft would refuse, and what is worth a warning. */
  async checkDraft(draft: unknown): Promise<{ issues: Issue[]; warnings: Issue[] }> {
    const parsed = parse(taskSchema, draft)
    if (!parsed.ok) return { issues: parsed.issues ?? [], warnings: [] }
    const candidate = this.#decide(parsed.value)
    const issue =
      (await this.#folders.check(candidate.folder)) ??
      (await checkModule(candidate.command)) ??
      this.#checkSize(candidate)
    if (issue) return { issues: [issue], warnings: [] }
    const warning = await checkProgram(candidate, this.#surroundings)
    return { issues: [], warnings: warning ? [warning] : [] }
  }

  #decide(task: Task): ReadyTask {
    const { homeFolder } = this.#surroundings
    const folder = expandHome(task.folder ?? homeFolder, homeFolder)
    return {
      command: task.command.kind === 'function' ? withWholePath(task.command, folder, homeFolder) : task.command,
      name: task.name,
      folder,
      ...optionsOf(task),
    }
  }

  #checkSize(task: ReadyTask): Issue | undefined {
    if (task.command.kind === 'function') return undefined
    return this.#argumentList.check(task.command, addedEnvironment(task, this.#surroundings.environment))
  }
}

const codes: Record<string, FailureCode> = { folder: 'folder-unusable', 'command.module': 'module-unusable' }

/** Names the task where there were several. */
function refuse(issue: Issue, task: ReadyTask, index: number | undefined): Answer<never> {
  const code = codes[issue.path] ?? 'argument-list-too-long'
  const details = { folder: task.folder }
  if (index === undefined) return failure(code, issue.message, { issues: [issue], details })
  const placed = { ...issue, path: `tasks.${index}.${issue.path}` }
  return failure(code, `Task ${index + 1}: ${issue.message}`, { issues: [placed], details })
}
