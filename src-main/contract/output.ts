/** A part of a run's log. */
export interface OutputChunk {
  attempt: number
  /** Byte offset of the first byte here. Larger than asked for where `tail` skipped. */
  from: number
  /** Base64. */
  bytes: string
  /** Size of the log when it was read. */
  size: number
  /** What came before this byte offset is gone (a log limit); 0 where all is there, `size` where the log was removed. */
  keptFrom: number
  /** False once the run has ended and everything up to its end can be read. */
  isLive: boolean
}
