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

/** When it started, in the system's own unit (proc_pid_stat(5), field 22): another one may get its PID soon. Undefined where there is none. */
export function startOf(pid: number): string | undefined {
  try {
    return readFileSync(`/proc/${pid}/stat`, 'latin1').split(') ')[1]?.split(' ')[19]
  } catch {
    return undefined
  }
}
