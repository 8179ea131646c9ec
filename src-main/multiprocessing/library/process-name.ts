import { childState } from '../worker/child-state.ts'

let lastNumber = 0

/** `Process-1`, `Process-2`, …; in a child of another process with that one's number before it, as in Python. */
export function nextProcessName(): string {
  const parent = /^Process-([\d:]+)$/.exec(childState()?.name ?? '')?.[1]
  return `Process-${parent === undefined ? '' : `${parent}:`}${++lastNumber}`
}
