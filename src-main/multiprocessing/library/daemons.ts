import type { ChildHandle } from '../pools/child-handle.ts'

/** To be terminated at the end of this process. */
const daemons = new Set<ChildHandle>()

/** Terminates the child when this process ends. */
export function addDaemon(child: ChildHandle): void {
  if (daemons.size === 0) {
    process.once('exit', () => {
      for (const daemon of daemons) daemon.kill('SIGTERM')
    })
  }
  daemons.add(child)
}

/** Does nothing if it is not a daemon. */
export function removeDaemon(child: ChildHandle): void {
  daemons.delete(child)
}
