import type { FunctionTask } from './function-task.ts'
import type { TaskRecord } from './task-record.ts'

/** The tasks that a worker was given and has not ended, in the order in which it runs them. */
export class TasksInFlight {
  readonly #tasks = new Map<number, FunctionTask>()
  /** Milliseconds that they are expected to take together. */
  #expected = 0

  /** Whether this task would not have to wait long behind them. */
  hasRoomFor({ pace, timeout }: FunctionTask): boolean {
    // A task that may take its worker with it has nobody before it.
    return timeout === undefined ? pace.fits(this.#tasks.size, this.#expected) : this.#tasks.size === 0
  }

  /** Numbers rise from 1. */
  add(number: number, task: FunctionTask): void {
    this.#tasks.set(number, task)
    this.#expected += task.pace.expected
  }

  /** Undefined if there is none of this number. @param time milliseconds that it took */
  end(number: number, time: number): FunctionTask | undefined {
    const task = this.#tasks.get(number)
    if (!task) return undefined
    this.#tasks.delete(number)
    task.pace.note(time)
    // Exact again whenever none is left.
    this.#expected = this.#tasks.size === 0 ? 0 : Math.max(0, this.#expected - task.pace.expected)
    return task
  }

  /**
   * After the end of the worker: the tasks that it may have begun, and those that it certainly has not, in order.
   * @param wasReady whether it could begin any
   */
  takeAll(record: TaskRecord, wasReady: boolean): { begun: FunctionTask[]; untouched: FunctionTask[] } {
    const tasks = [...this.#tasks]
    // A worker with one task alone does not write its number down.
    const recorded = tasks.length > 1 ? (record.read() ?? 0) : 0
    const lastBegun = wasReady ? Math.max(recorded, tasks[0]?.[0] ?? 0) : 0
    this.#tasks.clear()
    return {
      begun: tasks.filter(([number]) => number <= lastBegun).map(([, task]) => task),
      untouched: tasks.filter(([number]) => number > lastBegun).map(([, task]) => task),
    }
  }
}
