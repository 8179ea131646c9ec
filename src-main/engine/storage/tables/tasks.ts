import { Table } from './table.ts'

/** A task as it is stored. */
export interface StoredTask {
  taskId: number
  /** Null: named after its run. */
  name: string | null
  /** JSON. */
  command: string
  folder: string
  /** JSON: the task's options (contract/task-options.ts). The values of secret variables are encrypted. */
  options: string
}

/** `runs`: how many there are of it; with the last of them it is deleted. */
export const tasksTable = new Table<StoredTask & { runs: number }>('tasks', {
  taskId: 'task_id',
  name: 'name',
  command: 'command',
  folder: 'folder',
  options: 'options',
  runs: 'runs',
})

const fields = ['taskId', 'name', 'command', 'folder', 'options'] as const

/** What a SELECT from `tasks` reads of a `StoredTask`. */
export const taskColumns = tasksTable.select(...fields)

/** The same as one line of JSON, which `readTask` reads. */
export const taskLine = tasksTable.selectJson(...fields)

export function readTask(line: string): StoredTask {
  return JSON.parse(line) as StoredTask
}

/** The task in a row that has more than that. */
export function taskIn({ taskId, name, command, folder, options }: StoredTask): StoredTask {
  return { taskId, name, command, folder, options }
}
