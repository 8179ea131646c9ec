import { LocalClient } from '../client/local-client.ts'
import { type Failure, failure } from '../contract/answer.ts'
import { localAddressOf } from '../contract/local-address.ts'
import { cLibraryState } from '../platform/c-library.ts'
import { readDatabaseFile } from '../platform/database-file.ts'
import { describeVersions } from '../platform/versions.ts'
import type { Surroundings } from './command.ts'
import { type Report, describeReport } from './diagnostics-report.ts'
import { exitStatus } from './exit-status.ts'
import { parseNoOperands } from './no-operands.ts'
import { endQuietlyWithReader, print, printJson } from './output.ts'
import { describeStopped } from './stopped-host.ts'
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

const description = { name: 'diagnostics', usage, parse: parseNoOperands }

/** `forkyard diagnostics` */
export function run(args: string[], surroundings: Surroundings): Promise<number> {
  endQuietlyWithReader()
  return withOptions(description, args, surroundings, async ({ isJson }) => {
    const report = await collect(surroundings)
    await (isJson ? printJson(report) : print(describeReport(report)))
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
