import type { CallReport, WayFigures } from '../../contract/compare.ts'
import type { Thrown } from '../worker/thrown.ts'
import type { CallOutcome } from './call-outcome.ts'
import type { MeasureRequest } from './messages.ts'
import { summaryOfThrown } from './result-text.ts'
import { type Placed, assignSlots } from './slots.ts'

/** What is shown of each call. @param madeAt when the pool was made, as `clocks.ts` has it: bars begin there */
export function reportsOf(
  outcomes: CallOutcome[],
  { way, workers }: MeasureRequest,
  madeAt: number,
): Pick<WayFigures, 'slots' | 'calls'> {
  const bars = outcomes.flatMap((outcome): Placed[] => {
    if (!('timed' in outcome)) return []
    const [worker, begin, end] = outcome.timed
    return [{ worker, begin, end }]
  })
  const slots = assignSlots(bars, workers)
  let next = 0
  const calls = outcomes.map((outcome): CallReport => {
    if (!('timed' in outcome)) return { error: outcome.error }
    const [, begin, end, cpuAtBegin, cpuAtEnd, , how, value] = outcome.timed
    const slot = slots[next++] ?? 0
    const cpu = way === 'coroutines' ? {} : { cpu: round(cpuAtEnd - cpuAtBegin) }
    return {
      bar: { slot, begin: round(begin - madeAt), end: round(end - madeAt), ...cpu },
      ...(how === 'threw' && { error: summaryOfThrown(value as Thrown) }),
    }
  })
  const isPool = way === 'threads' || way === 'processes'
  return { slots: Math.max(isPool ? workers : 1, ...slots.map((slot) => slot + 1)), calls }
}

/** To a microsecond: the clock's own grain. */
function round(milliseconds: number): number {
  return Math.round(milliseconds * 1_000) / 1_000
}
