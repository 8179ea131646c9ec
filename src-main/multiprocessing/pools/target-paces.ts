import type { TargetName } from '../worker/messages.ts'
import { Pace } from './pace.ts'

/** The pace of each function, called once or for many lists of arguments. */
export class TargetPaces {
  readonly #paces = new Map<TargetName, { one: Pace; many: Pace }>()

  of(target: TargetName, isMany: boolean): Pace {
    let paces = this.#paces.get(target)
    if (!paces) this.#paces.set(target, (paces = { one: new Pace(), many: new Pace() }))
    return isMany ? paces.many : paces.one
  }
}
