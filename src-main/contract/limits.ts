/** Bounds of what the contract accepts. Beyond them a request is refused with the bound in its message. */
export const limits = {
  poolSize: { min: 1, max: 1024 },
  /** Unicode code units. */
  nameLength: 200,
  /** UTF-8 bytes of one argument or of the shell line: Linux's MAX_ARG_STRLEN (32 pages of 4 KiB) less the closing NUL, execve(2). */
  argumentBytes: 131_071,
  argumentCount: 100_000,
  /** Arguments of a function. */
  functionArguments: 1_000,
  /** UTF-8 bytes of a function's arguments as JSON. */
  functionArgumentBytes: 1_048_576,
  /** UTF-8 bytes of a function's result as JSON that are kept. */
  resultBytes: 1_048_576,
  /** UTF-8 bytes of a folder's path: PATH_MAX less the closing NUL, path_resolution(7). */
  folderBytes: 4_095,
  environmentVariables: 10_000,
  /** Runs in one submission: tasks × times. */
  runsPerSubmission: 100_000,
  /** Runs or processes named in one request. */
  targetsPerRequest: 100_000,
  /** Rows of the queue in one answer. */
  queuePage: 500,
  /** Rows of the history in one answer. */
  historyPage: 500,
  /** Code units of a search in the history. */
  searchLength: 200,
  /** Runs that one request may wait for. */
  awaitedRuns: 1_000,
  /** Milliseconds that one request may wait for runs to end. */
  runWait: 30_000,
  /** Calls of a function in each way of a comparison. */
  comparedCalls: 1_000,
  /** Workers of a comparison's pools. */
  comparedWorkers: 64,
  /** Code units of a compared function's result that are shown. */
  shownResultLength: 200,
  /** Milliseconds that one request may wait for news of a comparison. */
  comparisonWait: 30_000,
  /** Bytes of output in one answer. */
  outputChunk: 1_048_576,
  /** Milliseconds that a read may wait for more output. */
  outputWait: 30_000,
  /** Ended runs that a snapshot holds and that clients keep, newest first. */
  endedRuns: 1_000,
  /** Code units of a command as shown in rows; the whole is in the run's description. */
  shownCommandLength: 1_000,
  /** Of those who wait at a message queue, on each side. */
  waitingShown: 20,
  /** Samples of a message queue that are kept: ten minutes at one a second. */
  messageQueueSamples: 600,
  /** Samples of the queue that are kept: one hour at one a second. */
  queueSamples: 3_600,
} as const
