import type { Dirent } from 'node:fs'
import { readdir } from 'node:fs/promises'
import { dirname, isAbsolute, resolve } from 'node:path'
import { type Answer, failure, success } from '../../contract/answer.ts'
import type { FolderListing } from '../../contract/folder-listing.ts'
import { isModuleName } from './module-check.ts'

const most = 1_000

/** The subfolders of a folder, and its modules where they are asked for, for a picker without a native dialog. */
export async function listFolders(
  { folder: asked, withModules = false }: { folder?: string | undefined; withModules?: boolean | undefined },
  home: string,
): Promise<Answer<FolderListing>> {
  const folder = resolve(home, asked?.replace(/^~(?=$|[\\/])/, home) ?? home)
  if (!isAbsolute(folder)) return failure('folder-unusable', `“${folder}” is not an absolute path.`)
  try {
    const entries = await readdir(folder, { withFileTypes: true })
    const folders = sorted(entries.filter((entry) => entry.isDirectory()))
    // A link is listed by its name: what it leads to is looked at when it is chosen.
    const modules = sorted(entries.filter((entry) => !entry.isDirectory() && isModuleName(entry.name)))
    const parent = dirname(folder)
    return success({ folder, ...(parent !== folder && { parent }), folders, ...(withModules && { modules }) })
  } catch (error) {
    const { code = 'unknown' } = error as NodeJS.ErrnoException
    return failure('folder-unusable', `The folder “${folder}” cannot be read (${code}). Choose another.`, {
      details: { folder, code },
    })
  }
}

/** Hidden ones last. */
function sorted(entries: readonly Dirent[]): string[] {
  return entries
    .map(({ name }) => name)
    .sort((a, b) => Number(a.startsWith('.')) - Number(b.startsWith('.')) || a.localeCompare(b))
    .slice(0, most)
}
