import type { WayReport } from '../../../src-main/contract/compare.ts'

/** A time axis from 0, which the bars of all ways share. */
export interface TimeAxis {
  /** Milliseconds at its end. */
  end: number
  /** Milliseconds of each mark. */
  ticks: number[]
}

/** Marks that it has at most. */
const mostTicks = 10

/** As long as the longest of these ways took, start-up and calls. */
export function axisOf(ways: readonly WayReport[]): TimeAxis {
  const end = Math.max(0, ...ways.map((report) => (report.kind === 'measured' ? report.startUp + report.wall : 0)))
  if (end === 0) return { end: 1, ticks: [0] }
  const step = wholeStep(end / mostTicks)
  return { end, ticks: Array.from({ length: Math.floor(end / step) + 1 }, (_, index) => index * step) }
}

/** The next larger of 1, 2, 5, 10, 20, 50, … and their tenths. */
function wholeStep(least: number): number {
  const power = 10 ** Math.floor(Math.log10(least))
  return ([1, 2, 5].find((digit) => digit * power >= least) ?? 10) * power
}
