import { say } from './output.ts'

/** The host, which was asked something, does not run: by Ctrl+Z in its terminal, or because a task has stopped it. */
export function describeStopped(pid: number): string {
  return (
    `The running Forkyard (PID ${String(pid)}) does not answer because it was stopped by a signal (Ctrl+Z, for ` +
    `example). “kill -CONT ${String(pid)}” continues it.`
  )
}

export function sayStopped(pid: number): void {
  say(`${describeStopped(pid)} This command keeps waiting.`)
}
