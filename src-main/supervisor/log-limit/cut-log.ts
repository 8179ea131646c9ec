import type { Attempt } from '../attempts/attempt.ts'
import { lengthOfLog } from '../launching/log-file.ts'
import type { Platform } from '../platform/platform.ts'
import { cutHead } from './cut-head.ts'

/** Bytes in which the end of a line is looked for. */
const longestReach = 65_536

/** Who is told where a log begins, each time by its first byte that is kept. */
export interface CutOrders {
  /** Before anything is lost, and again if it was not lost after all. */
  note: (attempt: Attempt, keptFrom: number) => void
  /** It is cut. */
  cut: (attempt: Attempt, keptFrom: number) => void
}

/** Removes the oldest part of an attempt's log, so that half of its limit is left. False if that cannot be done. */
export async function cutLog(attempt: Attempt, limit: number, platform: Platform, orders: CutOrders): Promise<boolean> {
  const { logFile: file, keptFrom } = attempt
  const wanted = lengthOfLog(file) - Math.floor(limit / 2)
  try {
    const from = await cutHead(
      { file, wanted, keptFrom, reach: Math.min(longestReach, Math.floor(limit / 8)) },
      (place) => {
        orders.note(attempt, place)
      },
      (name, length) => platform.giveBack(name, length),
    )
    if (from === undefined) return false
    attempt.keptFrom = from
    orders.cut(attempt, from)
    return true
  } catch {
    // The log is gone, or there is not even room for the line: said by the answer.
    return false
  }
}
