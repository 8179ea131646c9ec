import { readFileSync } from 'node:fs'

/** Whether it runs: an ended one that nobody has collected yet does not. */
export function isLiving(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return process.platform !== 'linux' || readFileSync(`/proc/${pid}/stat`, 'latin1').split(') ')[1]?.[0] !== 'Z'
  } catch {
    return false
  }
}
