import { limits } from '../src-main/contract/limits.ts'
import type { QueueSample } from '../src-main/contract/pool.ts'

/** Times in seconds since the epoch, as uPlot wants them; all three lists are of one length. */
export interface QueueSeries {
  at: number[]
  depth: number[]
  running: number[]
}

/** How long the points between two samples are kept: milliseconds. */
const finePast = 60_000

interface Point {
  /** Milliseconds since the epoch. */
  at: number
  depth: number
  running: number
}

/**
 * What the chart draws: one sample a second for an hour, and for the last minute every value that a delta brought, so
 * that a queue that fills and drains within a second is seen too.
 */
export class QueueHistory {
  #samples: Point[]
  #points: Point[] = []

  constructor(samples: readonly QueueSample[] = []) {
    this.#samples = samples.slice(-limits.queueSamples)
  }

  addSamples(samples: readonly QueueSample[]): void {
    this.#samples.push(...samples)
    const excess = this.#samples.length - limits.queueSamples
    if (excess > 0) this.#samples.splice(0, excess)
  }

  addPoint(point: Point): void {
    this.#points.push(point)
    const firstKept = this.#points.findIndex(({ at }) => at > point.at - finePast)
    if (firstKept > 0) this.#points.splice(0, firstKept)
  }

  /** Everything from `since` (milliseconds since the epoch) on in order of time, and one point before it, so that the line begins at the edge. */
  series(since: number): QueueSeries {
    const series: QueueSeries = { at: [], depth: [], running: [] }
    const samples = this.#samples
    const points = this.#points
    let sample = lastBefore(samples, since)
    let point = lastBefore(points, since)
    while (sample < samples.length || point < points.length) {
      const nextSample = samples[sample]
      const nextPoint = points[point]
      const isSampleNext = nextSample !== undefined && (nextPoint === undefined || nextSample.at <= nextPoint.at)
      const next = isSampleNext ? nextSample : nextPoint
      if (isSampleNext) sample += 1
      else point += 1
      if (!next) break
      series.at.push(next.at / 1000)
      series.depth.push(next.depth)
      series.running.push(next.running)
    }
    return series
  }
}

/** Index of the last one before `since`, or 0. */
function lastBefore(points: readonly Point[], since: number): number {
  const found = points.findLastIndex(({ at }) => at < since)
  return Math.max(0, found)
}
