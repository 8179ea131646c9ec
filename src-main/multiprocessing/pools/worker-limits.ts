export interface WorkerLimits {
  /** Megabytes that its JavaScript heap may grow to; undefined: as many as Node gives it. */
  maxMemoryMb?: number | undefined
  /** Milliseconds that importing a function's module may take: then it is killed. Undefined: any time. */
  importTimeout?: number | undefined
}
