import type { Callable } from './call-each.ts'
import type { ChildState } from './child-state.ts'
import type { FrameWriter } from './frames.ts'
import { TargetError, loadTarget } from './load-target.ts'
import { type TargetName, fromWorker } from './messages.ts'

/** The functions that a worker has imported, by the numbers that its parent has for them. */
export class LoadedFunctions {
  readonly #writer: FrameWriter
  readonly #state: ChildState
  readonly #names = new Map<number, TargetName>()
  readonly #functions = new Map<number, Callable>()

  constructor(writer: FrameWriter, state: ChildState) {
    this.#writer = writer
    this.#state = state
  }

  name(number: number, target: TargetName): void {
    this.#names.set(number, target)
  }

  /** Undefined before `load` has resolved. */
  get(number: number): Callable | undefined {
    return this.#functions.get(number)
  }

  /** Tells the parent before and after, which ends a worker that imports for too long. Rejects with a TargetError. */
  async load(number: number): Promise<void> {
    const name = this.#names.get(number)
    if (!name) throw new TargetError(`There is no target ${number}.`)
    this.#state.isImporting = true
    this.#writer.send(fromWorker.importing, number)
    // Now: it may be a module that never comes back.
    this.#writer.flush()
    try {
      this.#functions.set(number, await loadTarget(name))
    } finally {
      this.#state.isImporting = false
      this.#writer.send(fromWorker.imported, number)
    }
  }
}
