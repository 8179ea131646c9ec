/** What was waited for did not come within the time that was given. */
export class TimeoutError extends Error {
  override readonly name = 'TimeoutError'
}

/** Throws a RangeError where it is no number of milliseconds from 0 on; undefined is without end. */
export function checkTimeout(timeoutMs: number | undefined): void {
  if (timeoutMs === undefined || (Number.isFinite(timeoutMs) && timeoutMs >= 0)) return
  throw new RangeError(
    `The timeout must be a number of milliseconds from 0 on, or undefined to wait without end, not ${String(timeoutMs)}.`,
  )
}
