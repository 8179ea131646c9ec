import { mkdirSync, readFileSync, rmSync } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { dirname, isAbsolute, join, resolve } from 'node:path'
import envPaths from 'env-paths'
import type { HostDescription } from '../../contract/snapshot.ts'
import { replaceFileDurably } from '../../platform/whole-file.ts'

export type DataFolder = Pick<HostDescription, 'dataFolder' | 'dataFolderFrom' | 'nextDataFolder'>

/**
 * Where Forkyard keeps its files: FORKYARD_HOME, else the folder that was set, else the system's place for application
 * data (XDG, ~/Library, %LOCALAPPDATA%).
 */
export function findDataFolder(environment: NodeJS.ProcessEnv): DataFolder {
  const own = environment['FORKYARD_HOME']
  if (own) return { dataFolder: resolve(own), dataFolderFrom: 'environment' }
  const set = chosenDataFolder()
  if (set !== undefined) return { dataFolder: set, dataFolderFrom: 'setting', nextDataFolder: set }
  return { dataFolder: envPaths('forkyard', { suffix: '' }).data, dataFolderFrom: 'convention' }
}

/** Sets the folder for the next start; null for the system's place. Throws the system's error. */
export function setDataFolder(folder: string | null): void {
  const file = settingFile()
  if (folder === null) {
    rmSync(file, { force: true })
    return
  }
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 })
  replaceFileDurably(file, `${JSON.stringify({ dataFolder: folder })}\n`)
}

/** Makes the folder for logs (mode 0700). */
export async function makeLogFolder(data: string): Promise<string> {
  if (!isAbsolute(data)) throw new Error(`The data folder must be absolute: ${data}`)
  const logs = join(data, 'logs')
  await mkdir(logs, { recursive: true, mode: 0o700 })
  return logs
}

/** Outside of the data folder, since it says where that is. */
function settingFile(): string {
  return join(envPaths('forkyard', { suffix: '' }).config, 'place.json')
}

/** What was set for the next start; undefined if nothing usable was: the system's place is right then. */
export function chosenDataFolder(): string | undefined {
  try {
    const { dataFolder } = JSON.parse(readFileSync(settingFile(), 'utf8')) as { dataFolder?: unknown }
    return typeof dataFolder === 'string' && isAbsolute(dataFolder) ? dataFolder : undefined
  } catch {
    return undefined
  }
}
