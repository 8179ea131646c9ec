import { childState } from '../worker/child-state.ts'

/** False in processes that `Process` and `Pool` started: what starts them belongs behind this, or each would start the next. */
export function isMainProcess(): boolean {
  return childState() === undefined
}

/** Throws if this process would start another while its own module is only being imported. */
export function refuseWhileImporting(what: string): void {
  if (!childState()?.isImporting) return
  throw new Error(
    `${what} is started while the child “${childState()?.name ?? ''}” is still importing its module, so that each child would start another. Put what starts processes behind “if (isMainProcess()) { … }”.`,
  )
}

/** Throws if this process is a daemon, which may have no children. */
export function refuseInDaemon(): void {
  if (childState()?.kind === 'daemon')
    throw new Error('A daemon may not start processes: nobody would end them with it.')
}
