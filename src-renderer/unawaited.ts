/**
 * Lets something go on that nobody waits for. Expected failures are shown by what goes on; a mistake of ours goes to
 * the window (`frame/own-errors.ts`), which says so and goes on.
 */
export function unawaited(promise: Promise<unknown>): void {
  promise.catch(raise)
}

/** Gives a mistake of ours to the window, outside of every caller. */
export function raise(error: unknown): void {
  queueMicrotask(() => {
    throw error
  })
}
