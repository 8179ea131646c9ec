import type { TargetName } from '../worker/messages.ts'

/** Numbers for the functions that a worker was told of: their names travel once. */
export class TargetTable {
  readonly #numbers = new Map<TargetName, number>()

  /** `isNew`: the worker is to be told first. */
  numberOf(target: TargetName): { number: number; isNew: boolean } {
    const known = this.#numbers.get(target)
    if (known !== undefined) return { number: known, isNew: false }
    const number = this.#numbers.size + 1
    this.#numbers.set(target, number)
    return { number, isNew: true }
  }

  /** Of a number that was given. */
  moduleOf(number: number): string {
    return [...this.#numbers.keys()][number - 1]?.module ?? ''
  }
}
