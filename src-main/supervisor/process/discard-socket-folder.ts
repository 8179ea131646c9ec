import { raise } from '../../platform/uncaught.ts'
import { removeSocketFolder, socketFolderIn } from '../connection/socket-folder.ts'

/** Removes the folder of another supervisor process. One that stays is found empty, or taken over again, by the next start. */
export function discardSocketFolder(folder: string): void {
  try {
    removeSocketFolder(socketFolderIn(folder))
  } catch (error) {
    raise(error)
  }
}
