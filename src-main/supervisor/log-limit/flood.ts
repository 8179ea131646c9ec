import type { Attempt } from '../attempts/attempt.ts'
import type { Platform } from '../platform/platform.ts'

/*
 * For what writes gigabytes a second: by the time that all processes have been listed, hundreds of megabytes more would be
 * there. So these signal at once what is known already, each checked to be still the one meant, and the descendants that
 * the system lists without a scan.
 */

/** Stops all that is known of it; `thaw` continues it. False if that was not to be done. */
export function freeze(attempt: Attempt, platform: Platform): boolean {
  if (attempt.isSuspended || !platform.canSuspend) return false
  signalKnown(attempt, 'SIGSTOP', platform)
  return true
}

/** Continues what was frozen, unless somebody has asked to suspend it meanwhile. */
export function thaw(attempt: Attempt, platform: Platform): void {
  if (!attempt.isSuspended) signalKnown(attempt, 'SIGCONT', platform)
}

export function killKnown(attempt: Attempt, platform: Platform): void {
  signalKnown(attempt, 'SIGKILL', platform)
}

/** The leader's process group, and all members of the tree that the latest look found, or their children. */
function signalKnown(attempt: Attempt, name: NodeJS.Signals, platform: Platform): void {
  if (isLeaderThere(attempt, platform)) {
    signal(-attempt.leader.pid, name)
    remember(attempt, attempt.leader.pid, platform)
  }
  // Those that are added on the way come after.
  for (const [pid, startTime] of attempt.seen) {
    if (startTime <= 0 || platform.startTimeOf(pid) !== startTime) continue
    signal(pid, name)
    remember(attempt, pid, platform)
  }
}

/** While the leader lives, nobody else can have the number of its group. */
function isLeaderThere({ child, leader, hasExited }: Attempt, platform: Platform): boolean {
  if (hasExited || !platform.canSuspend) return false
  return child !== undefined || platform.startTimeOf(leader.pid) === leader.startTime
}

function remember(attempt: Attempt, parent: number, platform: Platform): void {
  for (const pid of platform.childrenOf(parent)) {
    if (!attempt.seen.has(pid)) attempt.seen.set(pid, platform.startTimeOf(pid))
  }
}

function signal(target: number, name: NodeJS.Signals): void {
  if (Math.abs(target) <= 1 || target === process.pid) return
  try {
    process.kill(target, name)
  } catch {
    // It is gone, or is not ours to signal: the termination reports it.
  }
}
