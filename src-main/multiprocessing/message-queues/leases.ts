/** Messages that were taken and may come back. */
export class Leases {
  readonly #contents = new Map<number, Uint8Array>()
  #last = 0

  get count(): number {
    return this.#contents.size
  }

  /** @returns the lease's number, from 1 on */
  begin(content: Uint8Array): number {
    this.#contents.set(++this.#last, content)
    return this.#last
  }

  /** Its message; undefined if it has ended. */
  end(lease: number): Uint8Array | undefined {
    const content = this.#contents.get(lease)
    this.#contents.delete(lease)
    return content
  }
}
