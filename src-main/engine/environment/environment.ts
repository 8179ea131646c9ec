import { delimiter, sep } from 'node:path'

/** What Electron, npm and an AppImage add to the environment of what they start. */
const added =
  /^(npm_.*|INIT_CWD|NODE|ELECTRON_.*|FORKYARD_.*|APPDIR|APPIMAGE|ARGV0|OWD|CHROME_DESKTOP|GDK_PIXBUF_MODULE_FILE)$/i

/**
 * The environment that the user's tasks build on: what Forkyard itself was started with, less what was added on the
 * way. npm puts its variables and `node_modules/.bin` folders in (the `@npmcli/run-script` package), Electron and
 * Chromium their own, an AppImage's runtime APPDIR, APPIMAGE and its library path.
 */
export function userEnvironment(environment: NodeJS.ProcessEnv): Record<string, string> {
  const isFromNpm = environment['npm_execpath'] !== undefined
  const appFolder = environment['APPDIR']
  const result: Record<string, string> = {}
  for (const [name, value] of Object.entries(environment)) {
    if (value === undefined || (added.test(name) && !isUsersOwn(name, isFromNpm))) continue
    result[name] = value
  }
  // npm answers for a missing editor and for its own colour setting.
  if (isFromNpm) {
    delete result['COLOR']
    if (result['EDITOR'] === 'vi' || result['EDITOR'] === 'notepad.exe') delete result['EDITOR']
  }
  // Chromium overwrites the desktop's name and keeps the user's beside it.
  const desktop = result['ORIGINAL_XDG_CURRENT_DESKTOP']
  if (desktop !== undefined) {
    result['XDG_CURRENT_DESKTOP'] = desktop
    delete result['ORIGINAL_XDG_CURRENT_DESKTOP']
  }
  const pathName = Object.keys(result).find((name) => name.toUpperCase() === 'PATH')
  if (pathName && isFromNpm) result[pathName] = withoutNpmFolders(result[pathName] ?? '')
  if (appFolder) for (const name of ['PATH', 'LD_LIBRARY_PATH', 'XDG_DATA_DIRS']) dropFolders(result, name, appFolder)
  return result
}

/** NODE and INIT_CWD are npm's only where npm started us. */
function isUsersOwn(name: string, isFromNpm: boolean): boolean {
  return !isFromNpm && /^(NODE|INIT_CWD)$/.test(name)
}

/** npm puts the `.bin` folder of every ancestor first, then its own `node-gyp-bin`, then the user's PATH. */
function withoutNpmFolders(path: string): string {
  const folders = path.split(delimiter)
  const last = folders.findLastIndex((folder) => folder.endsWith(`${sep}node-gyp-bin`))
  return folders
    .slice(last + 1)
    .filter((folder) => last >= 0 || !folder.endsWith(`node_modules${sep}.bin`))
    .join(delimiter)
}

function dropFolders(environment: Record<string, string>, name: string, under: string): void {
  const value = environment[name]
  if (value === undefined) return
  const kept = value.split(delimiter).filter((folder) => folder !== '' && !`${folder}${sep}`.startsWith(under + sep))
  if (kept.length > 0) environment[name] = kept.join(delimiter)
  else Reflect.deleteProperty(environment, name)
}
