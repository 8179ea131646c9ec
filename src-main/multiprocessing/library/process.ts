import type { ChildEnd } from '../pools/child-handle.ts'
import { Child } from '../pools/child.ts'
import { nodeProgram } from '../pools/worker-program.ts'
import { loadTarget } from '../worker/load-target.ts'
import { type ProcessWork, toWorker } from '../worker/messages.ts'
import { settledWithin } from './async-result.ts'
import { addDaemon, removeDaemon } from './daemons.ts'
import { refuseInDaemon, refuseWhileImporting } from './main-process.ts'
import { nextProcessName } from './process-name.ts'
import { encodeWork, workOfObject } from './process-work.ts'
import { numberOfSignal } from './signal-number.ts'
import { type Target, checkedArgs, targetNameOf } from './target.ts'
import { workerEntry } from './worker-entry.ts'

type Callable = (...args: never[]) => unknown

export interface ProcessOptions<Call extends Callable> {
  /** The function that the process calls; without one it does nothing. */
  target?: Target | undefined
  args?: Parameters<Call> | [] | undefined
  /** Given to the function as its last argument: what Python passes by keyword. */
  kwargs?: object | undefined
  /** `Process-1`, `Process-2`, … by default. */
  name?: string | undefined
  /** It is terminated when this process ends, and may start no processes itself. */
  daemon?: boolean | undefined
}

interface Started {
  child: Child
  ended: Promise<unknown>
  end: ChildEnd | undefined
}

/**
 * A process of its own for one function. A subclass says in `static module` which module exports it (`import.meta.url`) and
 * overrides `run`: the child rebuilds the object from its own fields, without calling the constructor again.
 *
 * This process goes on for as long as a child lives that is no daemon; `process.exit()` does not wait for such ones.
 */
export class Process<Call extends Callable = (...args: unknown[]) => unknown> {
  /** Of a subclass: its module's URL. */
  static readonly module?: string

  name: string
  daemon: boolean
  readonly #what: { target: Target | undefined; args: unknown[] }
  #started: Started | undefined
  #isClosed = false

  constructor({ target, args = [], kwargs, name, daemon = false }: ProcessOptions<Call> = {}) {
    if (target !== undefined) targetNameOf(target)
    this.name = name ?? nextProcessName()
    this.daemon = daemon
    this.#what = { target, args: kwargs === undefined ? checkedArgs(args) : [...checkedArgs(args), kwargs] }
  }

  /** What the child does: calls `target`. For subclasses to override. */
  run(): unknown {
    // In a child that was rebuilt from its fields there is no target: a subclass without `run` does nothing.
    if (!(#what in this) || this.#what.target === undefined) return undefined
    const { target, args } = this.#what
    return loadTarget(targetNameOf(target)).then((call) => call(...args))
  }

  /** Once. Throws an Error if it was started before or the system refuses to, and a TypeError if its arguments or fields cannot be sent. */
  start(): void {
    this.#refuseClosed()
    if (this.#started) throw new Error(`The process “${this.name}” was started before: a process can be started once.`)
    refuseWhileImporting(`The process “${this.name}”`)
    refuseInDaemon()
    const { content, queues } = encodeWork(this.name, () => this.#work())
    const ended = Promise.withResolvers<undefined>()
    const child = Child.start({
      name: this.name,
      program: nodeProgram(workerEntry(), this.daemon ? 'daemon' : 'child', this.name),
      onFrame: () => undefined,
      onEnd: (end) => {
        removeDaemon(child)
        if (this.#started) this.#started.end = end
        ended.resolve(undefined)
      },
    })
    if (child.pid === undefined)
      throw new Error(
        `The system refused to start the process “${this.name}”: there are too many processes or open files, or there is no memory left.`,
      )
    this.#started = { child, ended: ended.promise, end: undefined }
    for (const queue of queues) child.queues.share(queue)
    child.writer.send(toWorker.run, 0, content)
    child.writer.flush()
    child.setKept(!this.daemon)
    if (this.daemon) addDaemon(child)
  }

  /** Undefined before the start. In the child itself: its own. */
  get pid(): number | undefined {
    return #what in this ? this.#started?.child.pid : process.pid
  }

  /** Undefined while it runs; else its exit code, or less than 0: the number of the signal that ended it. */
  get exitCode(): number | undefined {
    const end = this.#started?.end
    if (!end) return undefined
    return end.signal === null ? (end.code ?? 1) : -numberOfSignal(end.signal)
  }

  isAlive(): boolean {
    this.#refuseClosed()
    return this.#started !== undefined && this.#started.end === undefined
  }

  /** Resolves when it has ended, or after so many milliseconds. Rejects before the start. */
  async join(timeoutMs?: number): Promise<void> {
    this.#refuseClosed()
    const { child, ended, end } = this.#begun('joined')
    if (end) return
    // A daemon would not keep this process alive to see its end.
    child.setKept(true)
    try {
      await settledWithin(ended, timeoutMs)
    } finally {
      if (this.daemon && !this.#started?.end) child.setKept(false)
    }
  }

  /** By SIGTERM. Does nothing if it has ended. */
  terminate(): void {
    this.#refuseClosed()
    this.#begun('terminated').child.kill('SIGTERM')
  }

  /** By SIGKILL. Does nothing if it has ended. */
  kill(): void {
    this.#refuseClosed()
    this.#begun('killed').child.kill('SIGKILL')
  }

  /** It can be used no more. Throws an Error while it is alive. */
  close(): void {
    if (this.#started && !this.#started.end)
      throw new Error(
        `The process “${this.name}” is alive: end it with terminate() or wait for it with join() before close().`,
      )
    this.#isClosed = true
  }

  #begun(done: string): Started {
    if (this.#started) return this.#started
    throw new Error(`The process “${this.name}” has not been started: it cannot be ${done}.`)
  }

  #refuseClosed(): void {
    if (this.#isClosed) throw new Error(`The process “${this.name}” is closed.`)
  }

  #work(): ProcessWork['what'] {
    const constructor = this.constructor as typeof Process
    if (constructor !== Process) return workOfObject(this, constructor)
    const { target, args } = this.#what
    return target === undefined ? { kind: 'nothing' } : { kind: 'function', target: targetNameOf(target), args }
  }
}
