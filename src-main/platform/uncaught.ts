import { inspect } from 'node:util'

/** An error that no code of ours handled: thrown in a callback, or the reason of a promise that nobody awaits. */
export interface Uncaught {
  error: unknown
  kind: 'exception' | 'rejection'
}

type Reaction = (uncaught: Uncaught) => void

let reaction: Reaction | undefined

/**
 * What this process, or this thread, does about errors that nobody handled. It takes the place of Node's own way (to end)
 * and of Electron's (a dialog, or a warning). A later call replaces an earlier one. Every entry of ours calls it once,
 * except those that run other people's functions: there Node's own way is right, see `multiprocessing/worker/own-errors.ts`.
 */
export function onUncaught(react: Reaction): void {
  const isFirst = reaction === undefined
  reaction = react
  if (!isFirst) return
  process.on('uncaughtException', (error: unknown) => {
    take({ error, kind: 'exception' })
  })
  process.on('unhandledRejection', (error: unknown) => {
    take({ error, kind: 'rejection' })
  })
}

/**
 * Gives an error to `onUncaught`, outside of every caller: for a mistake of ours where the caller goes on, or has gone.
 * As the last `catch` of a promise that nobody awaits it says: what had to be put right is put right.
 */
export function raise(error: unknown): void {
  queueMicrotask(() => {
    throw error
  })
}

/** Never throws, whatever was thrown. */
export function messageOf(error: unknown): string {
  try {
    return error instanceof Error && error.message !== '' ? error.message : inspect(error, { depth: 1 })
  } catch {
    return 'something without a text'
  }
}

/** With its stack and its causes. Never throws. */
export function detailsOf(error: unknown): string {
  try {
    return inspect(error, { depth: 4 })
  } catch {
    return messageOf(error)
  }
}

function take(uncaught: Uncaught): void {
  try {
    reaction?.(uncaught)
  } catch (error) {
    // A mistake here must not come back here.
    writeLastWords(`${detailsOf(uncaught.error)}\nand handling it failed: ${detailsOf(error)}\n`)
  }
}

function writeLastWords(text: string): void {
  try {
    process.stderr.write(text)
  } catch {
    // There is nobody to tell.
  }
}
