import { readdir } from 'node:fs/promises'
import { dirname, isAbsolute, resolve } from 'node:path'
import { type Answer, failure, success } from '../contract/answer.ts'
import type { FolderListing } from '../contract/contract.ts'

const most = 1_000

/** The subfolders of a folder, for a picker without a native dialog. */
export async function listFolders(asked: string | undefined, home: string): Promise<Answer<FolderListing>> {
  const folder = resolve(home, asked?.replace(/^~(?=$|[\\/])/, home) ?? home)
  if (!isAbsolute(folder)) return failure('folder-unusable', `“${folder}” is not an absolute path.`)
  try {
    const names = (await readdir(folder, { withFileTypes: true }))
      .filter((entry) => entry.isDirectory())
      .map(({ name }) => name)
      .sort((a, b) => Number(a.startsWith('.')) - Number(b.startsWith('.')) || a.localeCompare(b))
      .slice(0, most)
    const parent = dirname(folder)
    return success({ folder, ...(parent !== folder && { parent }), folders: names })
  } catch (error) {
    const { code = 'unknown' } = error as NodeJS.ErrnoException
    return failure('folder-unusable', `The folder “${folder}” cannot be read (${code}). Choose another.`, {
      details: { folder, code },
    })
  }
}
