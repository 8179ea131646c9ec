import { access, constants, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { Issue } from '../../contract/answer.ts'

/** `~` and `~/…` as the user's shell would read them. */
export function expandHome(folder: string, home: string): string {
  return folder === '~' || /^~[\\/]/.test(folder) ? join(home, folder.slice(1)) : folder
}

/** What keeps a task from running in this folder. */
export async function checkFolder(folder: string): Promise<Issue | undefined> {
  const issue = (code: string, message: string): Issue => ({ path: 'folder', code, message })
  try {
    const entering = access(folder, constants.X_OK).catch((error: unknown) => error)
    if (!(await stat(folder)).isDirectory()) {
      return issue('not-a-folder', `The folder “${folder}” is a file. Choose a folder.`)
    }
    const refusal = await entering
    if (refusal !== undefined) throw refusal as Error
    return undefined
  } catch (error) {
    const { code = 'unknown' } = error as NodeJS.ErrnoException
    if (code === 'ENOENT') {
      return issue('no-such-folder', `The folder “${folder}” does not exist. Create it or choose another.`)
    }
    if (code === 'ENOTDIR') {
      return issue('no-such-folder', `The folder “${folder}” does not exist: a part of its path is a file.`)
    }
    return issue(
      'folder-refused',
      `The folder “${folder}” cannot be entered (${code}). Choose another or change its permissions.`,
    )
  }
}
