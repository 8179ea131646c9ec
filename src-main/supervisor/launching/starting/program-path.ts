import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'

/** What the C library searches where there is no PATH (`confstr(_CS_PATH)`). */
const standardPath = '/bin:/usr/bin'

/**
 * The files that a program's name may mean, in the order in which `execvp` tries them: the name itself where it has a
 * slash, seen from the folder it will run in; else what is there in the folders of PATH.
 */
export function filesOf(name: string, { PATH = standardPath }: Record<string, string>, folder: string): string[] {
  if (name.includes('/')) return [name]
  if (name === '') return []
  return PATH.split(':')
    .map((part) => resolve(folder, join(part, name)))
    .filter((file) => existsSync(file))
}
