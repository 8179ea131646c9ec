import { readFileSync } from 'node:fs'

/**
 * Whether somebody has stopped this process by a signal, Ctrl+Z say. By /proc (proc_pid_stat(5)), which has the state
 * behind the name in parentheses; where there is none it cannot be told, and the answer is no.
 */
export function isStoppedProcess(pid: number): boolean {
  try {
    const stat = readFileSync(`/proc/${String(pid)}/stat`, 'latin1')
    return /^ [Tt] /.test(stat.slice(stat.lastIndexOf(')') + 1))
  } catch {
    return false
  }
}
