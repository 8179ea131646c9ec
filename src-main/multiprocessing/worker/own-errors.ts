import { writeSync } from 'node:fs'
import { detailsOf } from '../../platform/uncaught.ts'

/*
 * In a process or thread that runs other people's functions, an error that nobody handled is theirs, and Node's own way is
 * the one that they know: it prints the stack and ends, unless they listen for such errors themselves. The parent sees the
 * end and answers whoever waits. Only an error of the worker's own code must not be left to them: if they swallowed it, this
 * worker would live on without ever answering.
 */

/** Ends this worker by a mistake of its own, whatever the functions in it have asked for. */
export function endBy(error: unknown): never {
  const text = `A mistake of Forkyard’s own ended this worker:\n${detailsOf(error)}\n`
  try {
    // A function may have led the stream elsewhere; a thread has none but that.
    if (process.getBuiltinModule('node:worker_threads').isMainThread) writeSync(2, text)
    else process.stderr.write(text)
  } catch {
    // Nobody reads it.
  }
  process.exit(1)
}
