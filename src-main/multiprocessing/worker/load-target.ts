import type { TargetName } from './messages.ts'

type Callable = (...args: unknown[]) => unknown

/** Why a target cannot be called, as a sentence that names it. */
export class TargetError extends Error {
  override readonly name = 'TargetError'
}

/** Imports the module and finds the function. Rejects with a TargetError, its cause what went wrong in the module. */
export async function loadTarget({ module, export: name }: TargetName): Promise<Callable> {
  const found = (await importModule(module))[name]
  if (typeof found === 'function') return found as Callable
  const shown = name === 'default' ? 'default export' : `export “${name}”`
  throw new TargetError(
    found === undefined ? `The module ${module} has no ${shown}.` : `The ${shown} of ${module} is no function.`,
  )
}

/** Rejects with a TargetError. */
export async function importModule(module: string): Promise<Record<string, unknown>> {
  try {
    return (await import(module)) as Record<string, unknown>
  } catch (error) {
    throw new TargetError(`${reason(error, module)}: ${error instanceof Error ? error.message : String(error)}`, {
      cause: error,
    })
  }
}

function reason(error: unknown, module: string): string {
  const code = (error as NodeJS.ErrnoException | undefined)?.code
  if (code === 'ERR_MODULE_NOT_FOUND') return `The module ${module}, or one that it imports, does not exist`
  if (error instanceof SyntaxError) return `The module ${module}, or one that it imports, cannot be parsed`
  return `The module ${module} could not be imported`
}
