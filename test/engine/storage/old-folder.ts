import { execFileSync } from 'node:child_process'

/** Puts a copy of the data folder that this version of the database left into an empty folder. */
export function copyOldFolder(version: number, folder: string): void {
  const archive = new URL(`databases/version-${String(version)}.tar.gz`, import.meta.url).pathname
  execFileSync('tar', ['-xzf', archive, '-C', folder, '--strip-components=1'])
}
