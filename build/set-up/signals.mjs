// @ts-check
import { constants } from 'node:os'
/** @import { ChildProcess } from 'node:child_process' */

const endings = /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])

/**
 * Lets the child decide what a signal means, and outlives it to report its end. Ctrl+C is not passed on: the terminal
 * sends it to the child itself, and a host that asks "once more to end" must not count it twice.
 * @param {ChildProcess} child
 */
export function passSignals(child) {
  for (const signal of endings) {
    process.on(signal, () => {
      const isFromTerminal = signal === 'SIGINT' && process.stdin.isTTY
      if (!isFromTerminal) child.kill(signal)
    })
  }
}

/**
 * How a child ended, as a shell tells it: its exit code, or 128 and the signal's number.
 * @param {ChildProcess} child
 * @returns {Promise<number>}
 */
export function exitCodeOf(child) {
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('exit', (code, signal) => {
      resolve(signal ? 128 + constants.signals[signal] : (code ?? 1))
    })
  })
}

/**
 * Ends this process as the child ended.
 * @param {ChildProcess} child
 */
export async function endLike(child) {
  process.exit(await exitCodeOf(child))
}

/** @type {Set<ChildProcess>} */
const bound = new Set()

/**
 * Ends the child when a signal ends us: for work in the background that has no terminal of its own.
 * @param {ChildProcess} child
 */
export function bindToUs(child) {
  if (bound.size === 0) for (const signal of endings) process.once(signal, endAll)
  bound.add(child)
  child.once('exit', () => {
    bound.delete(child)
    if (bound.size === 0) for (const signal of endings) process.off(signal, endAll)
  })
}

/**
 * Waits for what is being ended: an npm that still writes must not meet the next one.
 * @param {NodeJS.Signals} signal
 */
function endAll(signal) {
  const ends = [...bound].map((child) => {
    child.kill('SIGTERM')
    return new Promise((resolve) => child.once('exit', resolve))
  })
  const end = () => process.exit(128 + constants.signals[signal])
  Promise.all(ends).then(end, end)
}
