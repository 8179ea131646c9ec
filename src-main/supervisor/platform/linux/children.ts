import { readFileSync, readdirSync } from 'node:fs'

/**
 * PIDs of the children of a process; none if it is gone, or if the kernel was built without that list
 * (CONFIG_PROC_CHILDREN). A child that is being made meanwhile may be missing (proc(5), /proc/pid/task/tid/children).
 */
export function readChildren(pid: number): number[] {
  const tasks = `/proc/${String(pid)}/task`
  try {
    return readdirSync(tasks).flatMap((task) => {
      const pids = readFileSync(`${tasks}/${task}/children`, 'latin1').trim()
      return pids === '' ? [] : pids.split(' ').map(Number)
    })
  } catch {
    return []
  }
}
