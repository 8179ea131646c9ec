import { statSync } from 'node:fs'
import { registerHooks } from 'node:module'
import { fileURLToPath } from 'node:url'

/** Files of the user's own modules that were loaded, with when each was changed last. */
const loaded = new Map<string, number>()

/** Watches what is loaded from now on. @param library URL of what `import … from 'forkyard'` finds in a function's module */
export function watchLoading(library: string): void {
  registerHooks({
    resolve: (specifier, context, next) =>
      specifier === 'forkyard' ? { url: library, shortCircuit: true } : next(specifier, context),
    load: (url, context, next) => {
      note(url)
      return next(url, context)
    },
  })
}

/** Whether any of them is another than it was: a process keeps what it has loaded. */
export function hasChanged(): boolean {
  for (const [file, changedAt] of loaded) if (changeOf(file) !== changedAt) return true
  return false
}

/** Packages are installed again, not edited. */
function note(url: string): void {
  if (!url.startsWith('file:') || url.includes('/node_modules/')) return
  const file = fileURLToPath(url)
  loaded.set(file, changeOf(file))
}

/** NaN, which equals nothing, if it is not there. */
function changeOf(file: string): number {
  return statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? NaN
}
