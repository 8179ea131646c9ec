import { readFileSync } from 'node:fs'

/** Calls back at each Enter that is typed, where stdin is a terminal whose foreground is ours. Tells whether it is. */
export function onEnter(listener: () => void): boolean {
  if (!process.stdin.isTTY || !isInForeground()) return false
  process.stdin.on('data', listener)
  // The terminal may go away.
  process.stdin.on('error', () => undefined)
  process.stdin.unref()
  return true
}

/** Reading from the terminal as a background job would stop us (SIGTTIN): proc_pid_stat(5), fields 5 and 8. */
function isInForeground(): boolean {
  if (process.platform !== 'linux') return true
  const stat = readFileSync('/proc/self/stat', 'utf8')
  const [, , processGroup, , , foreground] = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  return processGroup === foreground
}
