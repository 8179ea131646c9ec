import type { HostDescription } from '../../contract/snapshot.ts'
import { chosenDataFolder, setDataFolder } from './folders.ts'

/** Where the next start keeps everything; undefined if nobody has chosen that, and if FORKYARD_HOME says it anyway. */
export class NextDataFolder {
  #folder: string | undefined

  constructor({ dataFolderFrom }: Pick<HostDescription, 'dataFolderFrom'>) {
    this.#folder = dataFolderFrom === 'environment' ? undefined : chosenDataFolder()
  }

  get folder(): string | undefined {
    return this.#folder
  }

  /** Null: the system's convention. Throws the system's error; nothing has changed then. */
  choose(folder: string | null): void {
    setDataFolder(folder)
    this.#folder = folder ?? undefined
  }
}
