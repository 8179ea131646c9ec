import { defineStore } from 'pinia'
import { useRemembered } from '../remembered.ts'

/** What a path leads to: a folder that tasks run in, or a file whose functions are called. */
export type PathKind = 'folder' | 'module'

const kept = 8

const format = {
  read(stored: string): string[] {
    const paths: unknown = JSON.parse(stored)
    return Array.isArray(paths) ? paths.filter((path) => typeof path === 'string').slice(0, kept) : []
  },
  write: (paths: string[]): string => JSON.stringify(paths),
}

/** Paths that were used, latest first; none where storage holds something else. */
export const useRecentPaths = defineStore('recent-paths', () => {
  const folder = useRemembered<string[]>('forkyard.recent-folders', [], { format, isShared: true })
  const module = useRemembered<string[]>('forkyard.recent-modules', [], { format, isShared: true })
  return {
    folder,
    module,
    remember(kind: PathKind, path: string): void {
      const paths = kind === 'folder' ? folder : module
      paths.value = [path, ...paths.value.filter((other) => other !== path)].slice(0, kept)
    },
  }
})
