import type { Calls } from '../pools/calls.ts'
import { loadTarget } from '../worker/load-target.ts'
import type { TargetName } from '../worker/messages.ts'

/** Calls one after another in this very process, as a loop would: what the pools are measured against has none of their work. */
export class SerialCalls implements Pick<Calls, 'call'> {
  readonly #functions = new Map<string, Awaited<ReturnType<typeof loadTarget>>>()
  #last: Promise<unknown> = Promise.resolve()

  call(target: TargetName, args: unknown[], { resolve, reject }: Parameters<Calls['call']>[2]): void {
    const returned = this.#last.then(async () => {
      const call = this.#functions.get(target.export) ?? (await this.#load(target))
      return call(...args)
    })
    this.#last = returned.then(resolve, reject)
  }

  /** All are of one module. */
  async #load(target: TargetName): ReturnType<typeof loadTarget> {
    const call = await loadTarget(target)
    this.#functions.set(target.export, call)
    return call
  }
}
