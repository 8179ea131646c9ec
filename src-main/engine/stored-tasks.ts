import type { Command } from '../contract/task.ts'
import type { ReadyTask } from './run.ts'
import type { SecretKey } from './secret-key.ts'
import type { StoredTask } from './storage/rows.ts'

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

  fromRow(row: StoredTask): ReadyTask {
    const environment = row.environment === '{}' ? {} : (JSON.parse(row.environment) as Record<string, string>)
    const secrets = row.secrets === '[]' ? [] : (JSON.parse(row.secrets) as string[])
    const lost: string[] = []
    for (const name of secrets) {
      const value = this.#key.decrypt(name, environment[name] ?? '')
      if (value === undefined) lost.push(name)
      environment[name] = value ?? ''
    }
    const why = this.#key.refusal ?? 'the key that they were encrypted with is gone. Submit it anew'
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
