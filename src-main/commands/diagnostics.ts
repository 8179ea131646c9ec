import { LocalClient } from '../client/local-client.ts'
import { type Failure, failure } from '../contract/answer.ts'
import type { CLibraryState, Diagnostics, LoginSource, Versions } from '../contract/diagnostics.ts'
import { localAddressOf } from '../contract/local-address.ts'
import { cLibraryState } from '../platform/c-library.ts'
import { type DatabaseFile, readDatabaseFile } from '../platform/database-file.ts'
import { describeVersions } from '../platform/versions.ts'
import type { Surroundings } from './command.ts'
import { exitStatus } from './exit-status.ts'
import { parseNoOperands } from './no-operands.ts'
import { endQuietlyWithReader, print, printJson } from './output.ts'
import { describeStopped } from './stopped-host.ts'
import { describeTime, oneLine } from './texts.ts'
import { withOptions } from './with-host.ts'

const usage = `Usage: forkyard diagnostics [options]

Prints what a bug report needs: versions, the running Forkyard, its files, and what could not be set up. Contains no
secrets, no tokens and no values of variables. Works without a running Forkyard, and does not start one.

Options:
  --json    One JSON object: docs/command-line.md
  --help    Show this

Examples:
  forkyard diagnostics
  forkyard diagnostics --json | jq .host.supervisor.starter
`

interface Report {
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

const description = { name: 'diagnostics', usage, parse: parseNoOperands }

/** `forkyard diagnostics` */
export function run(args: string[], surroundings: Surroundings): Promise<number> {
  endQuietlyWithReader()
  return withOptions(description, args, surroundings, async ({ isJson }) => {
    const report = await collect(surroundings)
    await (isJson ? printJson(report) : print(describe(report)))
    return exitStatus.done
  })
}

async function collect({ dataFolder, dataFolderFrom, version }: Surroundings): Promise<Report> {
  const answer = await ask(dataFolder)
  const address = localAddressOf(dataFolder, process.platform)
  return {
    versions: describeVersions(await version()),
    dataFolder,
    dataFolderFrom,
    paths: {
      socket: address.kind === 'path' ? address.path : address.file,
      hostLog: `${dataFolder}/host.log`,
      logs: `${dataFolder}/logs`,
      supervisor: `${dataFolder}/run`,
    },
    host: answer.ok ? answer.value : null,
    hostProblem: answer.ok ? null : answer.message,
    database: answer.ok ? answer.value.database : readDatabaseFile(dataFolder),
    cLibrary: await cLibraryState(),
  }
}

async function ask(dataFolder: string) {
  const stopped = Promise.withResolvers<Failure>()
  const onStopped = (pid: number): void => {
    stopped.resolve(failure('not-available', describeStopped(pid)))
  }
  const connected = await LocalClient.connect(dataFolder, { onStopped })
  if (!connected.ok) return connected
  try {
    // A report does not wait for what is wrong.
    return await Promise.race([connected.value.request('diagnostics', {}), stopped.promise])
  } finally {
    connected.value.close()
  }
}

function describe({
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
