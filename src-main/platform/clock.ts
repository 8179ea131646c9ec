/** The world's time, as a port: tests of back-off and of clock jumps bring their own. */
export interface Clock {
  /** Milliseconds since the epoch; may jump. */
  now(): number
  /** Milliseconds from some start; never jumps. */
  monotonic(): number
  /** Calls back once after `delay` milliseconds. Returns the cancel. */
  after(delay: number, callback: () => void): () => void
}

export const systemClock: Clock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
  after(delay, callback) {
    const timer = setTimeout(callback, delay)
    return () => {
      clearTimeout(timer)
    }
  },
}

/** Resolves when the promise does, or after so many milliseconds; rejects if it rejects before. */
export async function atMost(clock: Clock, milliseconds: number, promise: Promise<unknown>): Promise<void> {
  const over = Promise.withResolvers<undefined>()
  const cancel = clock.after(milliseconds, () => {
    over.resolve(undefined)
  })
  try {
    await Promise.race([promise, over.promise])
  } finally {
    cancel()
  }
}
