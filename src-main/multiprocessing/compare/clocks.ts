/** Milliseconds of the system's monotonic clock: the same one in every process of this machine. */
export function now(): number {
  return Number(process.hrtime.bigint()) / 1e6
}

/** Milliseconds, user and system together. Default: this process, all of its threads. */
export function cpuTime({ user, system }: NodeJS.CpuUsage = process.cpuUsage()): number {
  return (user + system) / 1_000
}
