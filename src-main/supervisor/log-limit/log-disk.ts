import { statfs, statfsSync } from 'node:fs'
import { dirname } from 'node:path'
import type { Attempt } from '../attempts/attempt.ts'

const interval = 1_000

/** Notes which attempts lived while the disk of their log was full: once a second, and at each exit. */
export class LogDiskWatch {
  readonly #live: () => Attempt[]
  #timer: NodeJS.Timeout | undefined

  constructor(live: () => Attempt[]) {
    this.#live = live
  }

  /** Goes on while anything lives. */
  watch(): void {
    if (this.#timer) return
    this.#timer = setInterval(() => {
      this.#checkAll()
    }, interval)
    this.#timer.unref()
  }

  /** At an attempt's exit: one system call, no waiting, so that a short run that filled the disk is noted too. */
  check(attempt: Attempt): void {
    try {
      if (statfsSync(dirname(attempt.logFile)).bavail === 0) attempt.isLogDiskFull = true
    } catch {
      // The folder is gone: nothing can be said of its disk.
    }
  }

  close(): void {
    clearInterval(this.#timer)
    this.#timer = undefined
  }

  #checkAll(): void {
    const live = this.#live()
    if (live.length === 0) this.close()
    for (const [folder, attempts] of Map.groupBy(live, ({ logFile }) => dirname(logFile))) {
      statfs(folder, (error, disk) => {
        if (error !== null || disk.bavail > 0) return
        for (const attempt of attempts) attempt.isLogDiskFull = true
      })
    }
  }
}
