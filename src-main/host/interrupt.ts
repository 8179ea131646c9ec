/** Milliseconds within which a second Ctrl+C answers the question of the first. */
export const answerTime = 10_000
/** Milliseconds within which two signals are one key press: npm passes on what the terminal has sent to the whole group. */
export const echoTime = 500

/** Whether the person was asked, when, and when the key was pressed last (milliseconds of any clock). */
export type Asking = { state: 'not-asked' } | { state: 'asked'; at: number; pressedAt: number }

export type InterruptDecision = { kind: 'end' } | { kind: 'ask'; asking: Asking } | { kind: 'ignore'; asking: Asking }

/** What a Ctrl+C does: ends at once if nothing would be lost, else asks once more. A key that is held down does not answer. */
export function decideInterrupt(asking: Asking, now: number, hasRuns: boolean): InterruptDecision {
  if (!hasRuns) return { kind: 'end' }
  if (asking.state === 'asked') {
    if (now - asking.pressedAt < echoTime) return { kind: 'ignore', asking: { ...asking, pressedAt: now } }
    if (now - asking.at <= answerTime) return { kind: 'end' }
  }
  return { kind: 'ask', asking: { state: 'asked', at: now, pressedAt: now } }
}

/** `3 runs are live and 1 waits`, for the question. */
export function describeRuns({ live, waiting }: { live: number; waiting: number }): string {
  const parts = [
    live > 0 ? (live === 1 ? '1 run is live' : `${live} runs are live`) : '',
    waiting > 0 ? (waiting === 1 ? '1 waits' : `${waiting} wait`) : '',
  ].filter((part) => part !== '')
  return live > 0 ? parts.join(' and ') : waiting === 1 ? '1 run waits' : `${waiting} runs wait`
}
