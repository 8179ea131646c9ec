import type { Page } from '@playwright/test'

/** One event of Chromium's trace (Trace Event Format): times in microseconds. */
interface TraceEvent {
  name: string
  pid: number
  tid: number
  ts: number
  dur?: number
}

const scripting = new Set(['TimerFire', 'FireAnimationFrame', 'RunMicrotasks', 'EventDispatch', 'FunctionCall'])
const layout = new Set(['Layout', 'UpdateLayoutTree'])

/** Milliseconds of scripting and layout for each message from the host within this time, up to the next one. */
export async function recordUpdates(page: Page, duration: number): Promise<number[]> {
  const session = await page.context().newCDPSession(page)
  const events: TraceEvent[] = []
  session.on('Tracing.dataCollected', ({ value }) => events.push(...(value as unknown as TraceEvent[])))
  await session.send('Tracing.start', {
    transferMode: 'ReportEvents',
    traceConfig: { includedCategories: ['devtools.timeline', 'toplevel'] },
  })
  await page.waitForTimeout(duration)
  const complete = new Promise((resolve) => session.once('Tracing.tracingComplete', resolve))
  await session.send('Tracing.end')
  await complete
  await session.detach()
  const messages = events.filter(({ name }) => name === 'WebSocketReceive').sort((a, b) => a.ts - b.ts)
  const [first] = messages
  if (!first) throw new Error('No message of the host was seen')
  const main = events.filter(({ pid, tid, dur }) => pid === first.pid && tid === first.tid && dur !== undefined)
  const work = [...outermost(main, scripting), ...outermost(main, layout)]
  return messages.slice(0, -1).map(({ ts }, index) => {
    const until = messages[index + 1]?.ts ?? Infinity
    return work.reduce((sum, event) => (event.ts >= ts && event.ts < until ? sum + (event.dur ?? 0) / 1_000 : sum), 0)
  })
}

/** Events of these names that are not within another of them. */
function outermost(events: TraceEvent[], names: Set<string>): TraceEvent[] {
  let end = 0
  return events
    .filter(({ name }) => names.has(name))
    .sort((a, b) => a.ts - b.ts || (b.dur ?? 0) - (a.dur ?? 0))
    .filter(({ ts, dur = 0 }) => {
      if (ts < end) return false
      end = ts + dur
      return true
    })
}

/** Durations of the tasks above 50 ms (the Long Tasks API) while `act` runs. */
export async function longTasks(page: Page, act: () => Promise<void>): Promise<number[]> {
  const seen = await page.evaluateHandle(() => {
    const durations: number[] = []
    new PerformanceObserver((list) => {
      for (const { duration } of list.getEntries()) durations.push(duration)
    }).observe({ type: 'longtask' })
    return durations
  })
  await act()
  return seen.jsonValue()
}
