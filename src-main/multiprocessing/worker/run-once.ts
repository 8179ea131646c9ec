import type { ChildState } from './child-state.ts'
import { TargetError, importModule, loadTarget } from './load-target.ts'
import type { ProcessWork } from './messages.ts'

/**
 * What a child process is for: calls its function, or the `run` of an object that is rebuilt from its fields.
 * `revive` puts message queues in the place of their handles.
 */
export async function runOnce(
  work: ProcessWork,
  state: ChildState,
  revive: (value: unknown) => unknown,
): Promise<void> {
  const what = work.hasQueues ? (revive(work.what) as ProcessWork['what']) : work.what
  if (what.kind === 'nothing') return
  state.isImporting = true
  const module = what.kind === 'function' ? what.target.module : what.module
  // Nothing is left that could end the import: else the process would end as if its function had run.
  process.once('beforeExit', () => {
    if (state.isImporting) throw new TargetError(`The module ${module} was never imported: it waits at its top level.`)
  })
  if (what.kind === 'function') {
    const call = await loadTarget(what.target)
    state.isImporting = false
    await call(...what.args)
    return
  }
  const object = await rebuild(what.module, what.className, what.fields)
  state.isImporting = false
  await object.run()
}

interface Runnable {
  run(): unknown
}

/** An object of that class as structured clone carried it: its own fields, without its constructor being called again. */
async function rebuild(module: string, className: string, fields: unknown): Promise<Runnable> {
  const found = Object.values(await importModule(module)).find(
    (value): value is { prototype: Runnable } => typeof value === 'function' && value.name === className,
  )
  if (!found)
    throw new TargetError(
      `The module ${module} exports no class “${className}”: export it, so that the child finds it.`,
    )
  return Object.assign(Object.create(found.prototype) as Runnable, fields)
}
