const key = 'forkyard.recent-folders'
const kept = 8

/** Folders that tasks were given, latest first. Empty where storage is refused or holds something else. */
export function recentFolders(storage: Pick<Storage, 'getItem'>): string[] {
  try {
    const stored: unknown = JSON.parse(storage.getItem(key) ?? '[]')
    return Array.isArray(stored) ? stored.filter((folder) => typeof folder === 'string').slice(0, kept) : []
  } catch {
    return []
  }
}

export function rememberFolder(storage: Pick<Storage, 'getItem' | 'setItem'>, folder: string): void {
  const folders = [folder, ...recentFolders(storage).filter((other) => other !== folder)].slice(0, kept)
  try {
    storage.setItem(key, JSON.stringify(folders))
  } catch {
    // Storage is full or refused: the next dialog begins at home, which is no harm.
  }
}
