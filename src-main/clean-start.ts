import { readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { getPriority, setPriority } from 'node:os'
import { referenceProcess, restoreLimits } from './platform/resource-limits.ts'

/** For whom nothing else is set; the login shell's own follows once it is known. */
const usualUmask = 0o022

/**
 * Sets back what a host has from whoever started it and would hand on to every task: working folder, umask, nice value and
 * limits. Answers with sentences about what the system refuses to set back. On Windows nothing of this is handed on.
 */
export async function startClean(): Promise<string[]> {
  if (process.platform === 'win32') return []
  process.chdir('/')
  process.umask(usualUmask)
  restoreMemoryPriority()
  return [restoreNice(), await restoreLimits()].filter((note) => note !== undefined)
}

/**
 * How early the kernel ends this process and its tasks if memory runs out (oom_score_adj, proc(5)). To lower it takes a
 * privilege; then it stays, as it harms nobody until memory runs out.
 */
function restoreMemoryPriority(): void {
  try {
    const usual = readFileSync(`/proc/${referenceProcess()}/oom_score_adj`, 'latin1')
    writeFileSync('/proc/self/oom_score_adj', usual)
  } catch {
    // Not on Linux, or not allowed.
  }
}

/** On Linux each thread has its own; processes get that of the thread which starts them. */
function restoreNice(): string | undefined {
  const before = getPriority()
  if (before === 0) return undefined
  try {
    setPriority(0, 0)
    for (const thread of threads()) setPriority(thread, 0)
    return undefined
  } catch {
    return `Forkyard was started with the nice value ${before}, and the system does not let it set that back to 0. Its tasks have it too; start it from another shell to change that.`
  }
}

function threads(): number[] {
  try {
    return readdirSync('/proc/self/task').map(Number)
  } catch {
    return []
  }
}
