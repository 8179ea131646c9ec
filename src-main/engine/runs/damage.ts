/** Whether a mistake has left something in the engine half done; told once. */
export class Damage {
  #error: { error: unknown } | undefined
  #listener: ((error: unknown) => void) | undefined

  get isThere(): boolean {
    return this.#error !== undefined
  }

  note(error: unknown): void {
    if (this.#error) return
    this.#error = { error }
    this.#listener?.(error)
  }

  /** Told at once if it is there already. */
  listen(listener: (error: unknown) => void): void {
    this.#listener = listener
    if (this.#error) listener(this.#error.error)
  }
}
