import { mkdir, readdir, rm, stat } from 'node:fs/promises'
import { isAbsolute, join, resolve } from 'node:path'
import envPaths from 'env-paths'

/** Milliseconds: logs of hosts that ended longer ago are removed at the next start (14 days). */
const logAge = 14 * 24 * 60 * 60 * 1000

/** Where Forkyard keeps its files: FORKYARD_HOME, else the system's place for application data (XDG, ~/Library, %LOCALAPPDATA%). */
export function dataFolder(environment: NodeJS.ProcessEnv): string {
  const own = environment['FORKYARD_HOME']
  return own ? resolve(own) : envPaths('forkyard', { suffix: '' }).data
}

/** Makes this host's own folder for logs (mode 0700) and removes those of hosts long gone. */
export async function makeLogFolder(data: string): Promise<string> {
  if (!isAbsolute(data)) throw new Error(`The data folder must be absolute: ${data}`)
  const logs = join(data, 'logs')
  await mkdir(logs, { recursive: true, mode: 0o700 })
  await removeOld(logs)
  const folder = join(logs, `${new Date().toISOString().replaceAll(':', '')}-${process.pid}`)
  await mkdir(folder, { mode: 0o700 })
  return folder
}

async function removeOld(logs: string): Promise<void> {
  for (const name of await readdir(logs)) {
    const folder = join(logs, name)
    const { mtimeMs } = await stat(folder)
    if (Date.now() - mtimeMs > logAge) await rm(folder, { recursive: true, force: true })
  }
}
