const kept = 8

type Readable = Pick<Storage, 'getItem'>
type Writable = Pick<Storage, 'getItem' | 'setItem'>

const folders = 'forkyard.recent-folders'
const modules = 'forkyard.recent-modules'

/** Folders that tasks were given, latest first. Empty where storage is refused or holds something else. */
export function recentFolders(storage: Readable): string[] {
  return recent(storage, folders)
}

export function rememberFolder(storage: Writable, folder: string): void {
  remember(storage, folders, folder)
}

/** Files whose functions were called, latest first. */
export function recentModules(storage: Readable): string[] {
  return recent(storage, modules)
}

export function rememberModule(storage: Writable, module: string): void {
  remember(storage, modules, module)
}

function recent(storage: Readable, key: string): string[] {
  try {
    const stored: unknown = JSON.parse(storage.getItem(key) ?? '[]')
    return Array.isArray(stored) ? stored.filter((path) => typeof path === 'string').slice(0, kept) : []
  } catch {
    return []
  }
}

function remember(storage: Writable, key: string, path: string): void {
  const paths = [path, ...recent(storage, key).filter((other) => other !== path)].slice(0, kept)
  try {
    storage.setItem(key, JSON.stringify(paths))
  } catch {
    // Storage is full or refused: the next dialog begins without it, which is no harm.
  }
}
