import { limits } from '../../../src-main/contract/limits.ts'
import type { MessageQueue, MessageQueueSample } from '../../../src-main/contract/message-queue.ts'
import type { MessageQueueRow } from '../../message-queue-table.ts'
import type { SortOrder } from '../../ui/dense-table.ts'

/** Messages that were put and taken within the last second. */
export function lastSecond({ samples }: MessageQueueRow): { puts: number; gets: number } {
  return samples.at(-1) ?? { puts: 0, gets: 0 }
}

/** How much of its capacity is taken, 0 to 1. Undefined where any number of messages fits. */
export function fillOf({ depth, capacity }: MessageQueue): number | undefined {
  return capacity === 0 ? undefined : Math.min(1, depth / capacity)
}

type Sortable = number | string

const valueOf: Record<string, (row: MessageQueueRow) => Sortable> = {
  name: ({ queue }) => queue.name,
  depth: ({ queue }) => queue.depth,
  // One without a limit has the most room.
  capacity: ({ queue }) => (queue.capacity === 0 ? Number.MAX_SAFE_INTEGER : queue.capacity),
  puts: (row) => lastSecond(row).puts,
  gets: (row) => lastSecond(row).gets,
  waits: ({ queue }) => queue.putterCount + queue.takerCount,
  state: ({ queue }) => (queue.isOpen ? 0 : 1),
}

const names = new Intl.Collator('en', { numeric: true, sensitivity: 'base' })

function compare(one: Sortable, other: Sortable): number {
  if (typeof one === 'string' && typeof other === 'string') return names.compare(one, other)
  return Number(one) - Number(other)
}

/** These queues in another order; equal ones stay as they come. */
export function sortedQueues(
  rows: Iterable<MessageQueueRow>,
  { column, isDescending }: SortOrder,
): readonly MessageQueueRow[] {
  const value = valueOf[column]
  const direction = isDescending ? -1 : 1
  const valued = Array.from(rows, (row) => ({ row, value: value?.(row) ?? 0 }))
  return valued.sort((one, other) => direction * compare(one.value, other.value)).map(({ row }) => row)
}

/** Samples that a sparkline has room for: one minute. */
export const sparkLength = 60

/** A stepped line of the last minute's depths as an SVG path, `sparkLength` wide and `height` high, the latest at the right. */
export function sparkPath(samples: readonly MessageQueueSample[], height: number): string {
  const shown = samples.slice(-sparkLength)
  const highest = Math.max(1, ...shown.map(({ depth }) => depth))
  const steps = shown.map(({ depth }, index) => {
    const left = sparkLength - shown.length + index
    const top = (height * (1 - depth / highest)).toFixed(1)
    return index === 0 ? `M${left},${top}H${left + 1}` : `V${top}H${left + 1}`
  })
  return steps.join('')
}

/** What the chart draws; the lists are of one length. */
export interface DepthSeries {
  /** Seconds since the epoch, as uPlot wants them. */
  at: number[]
  depth: number[]
  puts: number[]
  gets: number[]
  /** Nulls where there is no line to draw. */
  capacity: (number | null)[]
}

/** The line of the capacity is left out where it stands so far above that the depth would lie flat at the bottom. */
const mostAbove = 5
const alwaysShown = 20

export function depthSeries({ queue, samples }: MessageQueueRow): DepthSeries {
  const highest = samples.reduce((most, { depth }) => Math.max(most, depth), 0)
  const { capacity } = queue
  const isShown = capacity > 0 && capacity <= Math.max(alwaysShown, highest * mostAbove)
  return {
    at: samples.map(({ at }) => at / 1_000),
    depth: samples.map(({ depth }) => depth),
    puts: samples.map(({ puts }) => puts),
    gets: samples.map(({ gets }) => gets),
    capacity: samples.map(() => (isShown ? capacity : null)),
  }
}

/** Seconds: what a chart may show. A young queue fills its chart, and the scale does not change at each sample. */
const spans = [60, 120, 300]

/** Seconds that a chart of samples at these times shows. `at`: seconds, oldest first. */
export function shownSeconds(at: readonly number[]): number {
  const past = (at.at(-1) ?? 0) - (at[0] ?? 0)
  return spans.find((span) => past <= span) ?? limits.messageQueueSamples
}
