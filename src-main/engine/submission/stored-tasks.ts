import type { Command } from '../../contract/command.ts'
import { type GivenOptions, optionsOf } from '../../contract/task-options.ts'
import type { SecretKey } from '../data-folder/secret-key.ts'
import type { ReadyTask, TaskSource } from '../runs/run.ts'
import { type StoredTask, readTask } from '../storage/tables/tasks.ts'

/** Turns tasks into what is stored of them, and back: the values of secrets are never stored as they are. */
export class StoredTasks {
  readonly #key: SecretKey

  constructor(key: SecretKey) {
    this.#key = key
  }

  /** Why tasks with secrets can neither be stored nor read here; undefined if they can. */
  get refusal(): string | undefined {
    return this.#key.refusal
  }

  toRow(task: ReadyTask, taskId: number): StoredTask {
    const { command, name, folder } = task
    const options = optionsOf(task)
    const environment = { ...options.environment }
    for (const secret of options.secrets) environment[secret] = this.#key.encrypt(secret, environment[secret] ?? '')
    return {
      taskId,
      name: name ?? null,
      command: JSON.stringify(command),
      folder,
      options: JSON.stringify({ ...options, environment }),
    }
  }

  fromRow(row: StoredTask): ReadyTask {
    const options = optionsOf(JSON.parse(row.options) as GivenOptions)
    const environment = { ...options.environment }
    const lost: string[] = []
    for (const secret of options.secrets) {
      const value = this.#key.decrypt(secret, environment[secret] ?? '')
      if (value === undefined) lost.push(secret)
      environment[secret] = value ?? ''
    }
    const why = this.#key.refusal ?? 'the key that they were encrypted with is gone. Submit it again'
    return {
      command: JSON.parse(row.command) as Command,
      name: row.name ?? undefined,
      folder: row.folder,
      ...options,
      environment,
      ...(lost.length > 0 && {
        unreadable: `The values of its secret variables (${lost.join(', ')}) cannot be read: ${why}.`,
      }),
    }
  }

  /** Reads the line when the task is first looked at, which may be in days: many may wait at a start. */
  fromLine(line: string): TaskSource {
    return new UnreadTask(line, this)
  }
}

class UnreadTask implements TaskSource {
  #line: string
  readonly #tasks: StoredTasks
  #task: ReadyTask | undefined

  constructor(line: string, tasks: StoredTasks) {
    this.#line = line
    this.#tasks = tasks
  }

  get task(): ReadyTask {
    this.#task ??= this.#tasks.fromRow(readTask(this.#line))
    this.#line = ''
    return this.#task
  }
}
