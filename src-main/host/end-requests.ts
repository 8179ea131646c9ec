import { type Asking, answerTime, decideInterrupt, describeRuns, echoTime } from './interrupt.ts'

/** What ending does with what runs, as the end of a sentence. */
const consequences = {
  keep: (them: string) => `ends Forkyard and leaves ${them}`,
  wait: (them: string) => `waits for ${them} and ends`,
  terminate: (them: string) => `terminates ${them} and ends`,
}

/**
 * Resolves when the person or the system asks the host to end: Ctrl+C (once more where runs live), SIGTERM, or
 * the terminal's end. Signals that come later are ignored: the ending has its own bound.
 */
export function whenAskedToEnd(
  countRuns: () => { live: number; waiting: number },
  onStop: () => keyof typeof consequences,
  say: (line: string) => void,
): Promise<void> {
  return new Promise((resolve) => {
    let asking: Asking = { state: 'not-asked' }
    const end = () => {
      resolve()
    }
    process.on('SIGTERM', end)
    process.on('SIGHUP', end)
    process.on('SIGINT', () => {
      const { live, waiting } = countRuns()
      const decision = decideInterrupt(asking, performance.now(), live > 0)
      if (decision.kind === 'end') {
        end()
        return
      }
      asking = decision.asking
      if (decision.kind === 'ignore') return
      const seconds = answerTime / 1_000
      const consequence = consequences[onStop()](live === 1 ? 'it' : 'them')
      say(`${describeRuns({ live, waiting })}; Ctrl+C again within ${seconds} s ${consequence}.`)
    })
  })
}

/**
 * Calls back once, when the person or the system asks again while the end is waited for. The key that asked for the end may
 * still be held down: that is no further request.
 */
export function whenHurried(hurry: () => void): void {
  let askedAt = performance.now()
  let isHurried = false
  const ask = (): void => {
    const since = performance.now() - askedAt
    askedAt += since
    if (isHurried || since < echoTime) return
    isHurried = true
    hurry()
  }
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, ask)
}
