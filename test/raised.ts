import { onTestFinished } from 'vitest'

/** What is given to `onUncaught` from now to the end of the test, in place of failing it. */
export function catchRaised(): unknown[] {
  const raised: unknown[] = []
  const before = process.listeners('uncaughtException')
  const take = (error: unknown): void => {
    raised.push(error)
  }
  process.removeAllListeners('uncaughtException')
  process.on('uncaughtException', take)
  onTestFinished(() => {
    process.off('uncaughtException', take)
    for (const listener of before) process.on('uncaughtException', listener)
  })
  return raised
}
