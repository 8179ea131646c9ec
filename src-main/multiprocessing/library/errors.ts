/** What was waited for did not come within the time that was given. */
export class TimeoutError extends Error {
  override readonly name = 'TimeoutError'
}

/** Milliseconds that a timer of Node can wait at most: 24.8 days. */
const longestTimer = 2 ** 31 - 1

/**
 * Undefined if there is no limit: without one, with Infinity, and beyond what a timer can wait. Throws a RangeError
 * if it is no number of milliseconds from 0 on.
 */
export function timeLimitOf(milliseconds: number | undefined): number | undefined {
  if (milliseconds === undefined) return undefined
  // A script may hand over anything.
  if (typeof milliseconds === 'number' && milliseconds >= 0)
    return milliseconds > longestTimer ? undefined : milliseconds
  throw new RangeError(
    `The timeout must be a number of milliseconds from 0 on, or undefined or Infinity to wait without end, not ${String(milliseconds)}.`,
  )
}
