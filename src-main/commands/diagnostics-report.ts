import type { CLibraryState, Diagnostics, LoginSource, Versions } from '../contract/diagnostics.ts'
import type { DatabaseFile } from '../platform/database-file.ts'
import { describeTime, oneLine } from './texts.ts'

/** What `forkyard diagnostics --json` prints. */
export interface Report {
  versions: Versions
  dataFolder: string
  dataFolderFrom: Diagnostics['dataFolderFrom']
  paths: { socket: string; hostLog: string; logs: string; supervisor: string }
  /** What the host that runs says of itself; null if there is none that answers. */
  host: Diagnostics | null
  /** Why there is none. */
  hostProblem: string | null
  /** Null where there is none, or it cannot be read. */
  database: DatabaseFile | null
  /** Of this command's own process. */
  cLibrary: CLibraryState
}

/** The same for people, a line for each thing. */
export function describeReport({
  versions,
  dataFolder,
  dataFolderFrom,
  paths,
  host,
  hostProblem,
  database,
  cLibrary,
}: Report): string {
  const entries: [string, string][] = [
    ['Forkyard:', describeProgram(versions)],
    ['Folder:', `${oneLine(dataFolder)} (${origins[dataFolderFrom]})`],
    ['Socket:', oneLine(paths.socket)],
    ['Messages:', oneLine(paths.hostLog)],
    ['Outputs:', oneLine(paths.logs)],
    ['Database:', database ? describeDatabase(database) : 'not found, or not readable'],
    ['koffi:', describeLibrary(cLibrary)],
    ...(host ? describeHost(host) : ([['Host:', oneLine(hostProblem ?? '')]] satisfies [string, string][])),
  ]
  const width = Math.max(...entries.map(([label]) => label.length))
  return entries.map(([label, text]) => `${label.padEnd(width)}  ${text}\n`).join('')
}

const origins = {
  environment: 'set by FORKYARD_HOME',
  setting: 'set in Settings',
  convention: 'this system’s folder for application data',
}

function describeHost({
  kind,
  pid,
  versions,
  uptime,
  supervisor,
  cLibrary,
  login,
  notes,
}: Diagnostics): [string, string][] {
  const what = kind === 'desktop' ? 'the desktop app' : 'no window of its own'
  const starter = supervisor
    ? `PID ${supervisor.pid}, starts commands by ${supervisor.starter}, koffi ${describeLibrary(supervisor.cLibrary)}`
    : 'none'
  return [
    ['Host:', `${what}, PID ${pid}, running for ${describeTime(uptime * 1_000)}`],
    ['Host runs on:', `${describeProgram(versions)}, koffi ${describeLibrary(cLibrary)}`],
    ['Supervisor:', starter],
    ['Environment:', describeLogin(login)],
    ...notes.map((note): [string, string] => ['Note:', oneLine(note)]),
  ]
}

function describeProgram({ forkyard, node, electron, v8, sqlite, system }: Versions): string {
  const runtime = electron === undefined ? `Node ${node}` : `Electron ${electron} (Node ${node})`
  return `${forkyard}, ${runtime}, V8 ${v8}, SQLite ${sqlite}, ${oneLine(system)}`
}

function describeDatabase({ file, bytes, layout, wasClosedInOrder }: DatabaseFile): string {
  const end = wasClosedInOrder ? 'was closed cleanly' : 'was not closed cleanly'
  return `${oneLine(file)}, ${bytes} bytes, layout ${layout}, ${end}`
}

function describeLibrary(state: CLibraryState): string {
  return state.kind === 'loaded' ? 'loaded' : `not loaded: ${oneLine(state.reason)}`
}

function describeLogin(login: LoginSource): string {
  switch (login.kind) {
    case 'shell':
      return `from the login shell ${oneLine(login.shell)}`
    case 'fallback':
      return `a minimal one: the login shell ${oneLine(login.shell)} did not give its own: ${oneLine(login.reason)}`
    case 'system':
      return 'from the system'
    case 'pending':
      return 'the login shell has not answered yet'
  }
}
