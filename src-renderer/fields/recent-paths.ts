import { shallowRef } from 'vue'

/** What a path leads to: a folder that tasks run in, or a file whose functions are called. */
export type PathKind = 'folder' | 'module'

const kept = 8
const keys: Record<PathKind, string> = { folder: 'forkyard.recent-folders', module: 'forkyard.recent-modules' }

/** Storage tells nobody of this window that it has changed. */
const remembered = shallowRef(0)

/** Paths that were used, latest first; what computes with them sees new ones. Empty where storage is refused or holds something else. */
export function recentPaths(storage: Pick<Storage, 'getItem'>, kind: PathKind): string[] {
  void remembered.value
  try {
    const stored: unknown = JSON.parse(storage.getItem(keys[kind]) ?? '[]')
    return Array.isArray(stored) ? stored.filter((path) => typeof path === 'string').slice(0, kept) : []
  } catch {
    return []
  }
}

export function rememberPath(storage: Pick<Storage, 'getItem' | 'setItem'>, kind: PathKind, path: string): void {
  const paths = [path, ...recentPaths(storage, kind).filter((other) => other !== path)].slice(0, kept)
  try {
    storage.setItem(keys[kind], JSON.stringify(paths))
    remembered.value++
  } catch {
    // Storage is full or refused: the next form begins without it, which is no harm.
  }
}
