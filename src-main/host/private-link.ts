import { type Answer, failure, success } from '../contract/answer.ts'
import type { Access } from './access.ts'
import { removeRedirectFile, writeRedirectFile } from './redirect-file.ts'

/**
 * Makes a link, and the address of a private file that leads to it: fit for a program's arguments. The file goes as soon
 * as the link was used, has expired, or the host ends. Fails (as a value) if it cannot be written.
 *
 * @param folder for the file alone; one at a time
 */
export function createPrivateLink(access: Access, folder: string): Answer<string> {
  const link = access.createLink(() => {
    removeRedirectFile(folder)
  })
  try {
    return success(writeRedirectFile(folder, link))
  } catch (error) {
    const { message } = error as Error
    return failure('system-error', `Forkyard could not write the file that opens its window: ${message}.`)
  }
}
