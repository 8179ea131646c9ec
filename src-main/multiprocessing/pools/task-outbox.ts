import { type ClonedTask, type PlainTask, encodeJson, toWorker } from '../worker/messages.ts'
import type { ChildHandle } from './child-handle.ts'
import { encodeWithQueues } from './encode-with-queues.ts'
import { type FunctionTask, asPlain } from './function-task.ts'
import { TargetTable } from './target-table.ts'

/** Sends tasks to one worker: plain ones of one turn of the event loop share a frame. */
export class TaskOutbox {
  readonly #child: ChildHandle
  readonly #targets = new TargetTable()
  #batch: PlainTask[] = []
  #isFlushDue = false

  constructor(child: ChildHandle) {
    this.#child = child
  }

  /** Throws a DataCloneError if its arguments cannot be sent: then it is not. */
  add(number: number, task: FunctionTask): void {
    const { isNew, number: target } = this.#targets.numberOf(task.target)
    if (isNew) this.#child.writer.send(toWorker.target, target, encodeJson(task.target))
    const plain = asPlain(number, target, task)
    if (plain) this.#batch.push(plain)
    else this.#sendCloned(number, target, task)
    if (this.#isFlushDue) return
    this.#isFlushDue = true
    process.nextTick(() => {
      this.flush()
    })
  }

  /** Sends what was gathered now. */
  flush(): void {
    this.#isFlushDue = false
    if (this.#batch.length === 0) return
    this.#child.writer.send(toWorker.tasks, 0, encodeJson(this.#batch))
    this.#batch = []
  }

  /** No task follows. */
  finish(): void {
    this.flush()
    this.#child.writer.send(toWorker.finish, 0)
  }

  /** Of a number that the worker was told. */
  moduleOf(target: number): string {
    return this.#targets.moduleOf(target)
  }

  #sendCloned(number: number, target: number, { args, isMany }: FunctionTask): void {
    const { content, queues } = encodeWithQueues(args, (sent, hasQueues): ClonedTask => [
      target,
      sent as unknown[],
      isMany,
      hasQueues,
    ])
    for (const queue of queues) this.#child.queues.share(queue)
    // Behind those that were given before.
    this.flush()
    this.#child.writer.send(toWorker.task, number, content)
  }
}
