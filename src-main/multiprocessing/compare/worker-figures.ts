import type { Prepared, Timed } from './measuring.ts'

/**
 * Milliseconds of CPU time: of each worker from where it was ready to the end of its last call; of one that replaced another,
 * from its first call on.
 */
export function cpuOfWorkers(prepared: Prepared[], timed: Timed[]): number {
  const spans = new Map(prepared.map(([worker, cpu]) => [worker, { from: cpu, to: cpu }]))
  for (const [worker, , , cpuAtBegin, cpuAtEnd] of timed) {
    const span = spans.get(worker) ?? { from: cpuAtBegin, to: cpuAtEnd }
    spans.set(worker, { from: Math.min(span.from, cpuAtBegin), to: Math.max(span.to, cpuAtEnd) })
  }
  return [...spans.values()].reduce((sum, { from, to }) => sum + to - from, 0)
}

/** Bytes: of each worker the most that was seen. */
export function memoryOfWorkers(timed: Timed[]): number {
  const largest = new Map<number, number>()
  for (const [worker, , , , , memory] of timed) largest.set(worker, Math.max(memory, largest.get(worker) ?? 0))
  return [...largest.values()].reduce((sum, memory) => sum + memory, 0)
}

/** Bytes by which this process grew, at the largest that was seen. @param before its memory then */
export function growth(timed: Timed[], before: number): number {
  return Math.max(0, ...timed.map(([, , , , , memory]) => memory), process.memoryUsage.rss()) - before
}
