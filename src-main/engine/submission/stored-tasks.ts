import type { Command } from '../../contract/task.ts'
import type { ReadyTask } from '../runs/run.ts'
import type { SecretKey } from '../data-folder/secret-key.ts'
import { readTask } from '../storage/queue-slices.ts'
import type { StoredTask } from '../storage/rows.ts'

/** Turns tasks into what is stored of them, and back: the values of secrets are never stored as they are. */
export class StoredTasks {
  readonly #key: SecretKey

  constructor(key: SecretKey) {
    this.#key = key
  }

  /** Why tasks with secrets can neither be stored nor read here; undefined where they can. */
  get refusal(): string | undefined {
    return this.#key.refusal
  }

  toRow(task: ReadyTask, taskId: number): StoredTask {
    const environment = { ...task.environment }
    for (const name of task.secrets) environment[name] = this.#key.encrypt(name, environment[name] ?? '')
    return {
      taskId,
      name: task.name ?? null,
      command: JSON.stringify(task.command),
      folder: task.folder,
      environment: JSON.stringify(environment),
      secrets: JSON.stringify(task.secrets),
      colours: Number(task.colours),
      unbuffered: Number(task.unbuffered),
    }
  }

  /** Reads it when it is looked at. */
  fromText(text: string): ReadyTask {
    return new UnreadTask(text, this)
  }

  fromRow(row: StoredTask): ReadyTask {
    const environment = JSON.parse(row.environment) as Record<string, string>
    const secrets = JSON.parse(row.secrets) as string[]
    const lost: string[] = []
    for (const name of secrets) {
      const value = this.#key.decrypt(name, environment[name] ?? '')
      if (value === undefined) lost.push(name)
      environment[name] = value ?? ''
    }
    const why = this.#key.refusal ?? 'the key that they were encrypted with is gone. Submit it again'
    return {
      command: JSON.parse(row.command) as Command,
      name: row.name ?? undefined,
      folder: row.folder,
      environment,
      secrets,
      colours: row.colours === 1,
      unbuffered: row.unbuffered === 1,
      ...(lost.length > 0 && {
        unreadable: `The values of its secret variables (${lost.join(', ')}) cannot be read: ${why}.`,
      }),
    }
  }
}

/** One of the many that wait at a start: read when it is looked at, which may be in days. */
class UnreadTask implements ReadyTask {
  #text: string
  readonly #tasks: StoredTasks
  #task: ReadyTask | undefined

  constructor(text: string, tasks: StoredTasks) {
    this.#text = text
    this.#tasks = tasks
  }

  get command(): ReadyTask['command'] {
    return this.#read().command
  }

  get name(): ReadyTask['name'] {
    return this.#read().name
  }

  get folder(): ReadyTask['folder'] {
    return this.#read().folder
  }

  get environment(): ReadyTask['environment'] {
    return this.#read().environment
  }

  get secrets(): ReadyTask['secrets'] {
    return this.#read().secrets
  }

  get unreadable(): ReadyTask['unreadable'] {
    return this.#read().unreadable
  }

  get colours(): ReadyTask['colours'] {
    return this.#read().colours
  }

  get unbuffered(): ReadyTask['unbuffered'] {
    return this.#read().unbuffered
  }

  #read(): ReadyTask {
    this.#task ??= this.#tasks.fromRow(readTask(this.#text))
    this.#text = ''
    return this.#task
  }
}
