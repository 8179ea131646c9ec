/** Milliseconds between looks. */
const pause = 500

/** In a thread, since a function that never returns keeps this one busy: nobody else could end it. */
const watch = `
  const { workerData: { parent, pause } } = require('node:worker_threads')
  const never = new Int32Array(new SharedArrayBuffer(4))
  while (process.ppid === parent) Atomics.wait(never, 0, 0, pause)
  process.kill(process.pid, 'SIGKILL')
`

/**
 * Ends this process within a second after its parent, whatever it is doing then. The parent's PID is asked for here: on
 * Windows, where it never changes, the channel's end alone tells.
 */
export function endWithParent(): void {
  // Not imported: that would be waited for before this process can be given work.
  const { Worker } = process.getBuiltinModule('node:worker_threads')
  const thread = new Worker(watch, {
    eval: true,
    workerData: { parent: process.ppid, pause },
    // None of what was asked for the process: loaders, inspectors, source maps.
    execArgv: [],
    resourceLimits: { maxOldGenerationSizeMb: 8, maxYoungGenerationSizeMb: 1, stackSizeMb: 1 },
  })
  thread.unref()
}
