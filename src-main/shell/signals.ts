import type { Quit } from './quit.ts'

/**
 * Ctrl+C in the terminal asks, as quitting does, and insists the second time. SIGTERM and SIGHUP insist: nobody may be
 * there to answer. Call it when the app is ready, or Electron's own handlers come later and only ask.
 */
export function quitOnSignals(
  process: { on(signal: NodeJS.Signals, listener: () => void): unknown },
  quit: Pick<Quit, 'request' | 'insist'>,
): void {
  let isInterrupted = false
  process.on('SIGINT', () => {
    if (isInterrupted) quit.insist()
    else quit.request()
    isInterrupted = true
  })
  for (const signal of ['SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => {
      quit.insist()
    })
  }
}
