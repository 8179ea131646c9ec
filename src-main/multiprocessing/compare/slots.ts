/** A call's bar before it has a slot; `worker` from 1, or 0 if calls share one process. */
export interface Placed {
  worker: number
  begin: number
  end: number
}

/**
 * A slot for each bar, from 0. Workers have one each, and what replaces one that died has that one's; without workers, the
 * lowest that is free then.
 */
export function assignSlots(bars: readonly Placed[], workers: number): number[] {
  const slots = new Array<number>(bars.length).fill(0)
  const order = bars.map((_, index) => index).sort((one, other) => beginOf(bars, one) - beginOf(bars, other))
  const lastEnds = new Map<number, number>()
  for (const { worker, end } of bars) lastEnds.set(worker, Math.max(end, lastEnds.get(worker) ?? 0))
  /** Until when each slot is taken. */
  const taken: number[] = []
  const slotOfWorker = new Map<number, number>()
  for (const index of order) {
    const bar = bars[index]
    if (!bar) continue
    const { worker, begin, end } = bar
    let slot = worker === 0 ? undefined : worker <= workers ? worker - 1 : slotOfWorker.get(worker)
    slot ??= lowestFree(taken, begin)
    if (worker !== 0) slotOfWorker.set(worker, slot)
    taken[slot] = worker === 0 ? end : Math.max(taken[slot] ?? 0, lastEnds.get(worker) ?? end)
    slots[index] = slot
  }
  return slots
}

function beginOf(bars: readonly Placed[], index: number): number {
  return bars[index]?.begin ?? 0
}

function lowestFree(taken: readonly number[], begin: number): number {
  let slot = 0
  while ((taken[slot] ?? 0) > begin) slot++
  return slot
}
