import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { CommandModule, Surroundings } from './commands/command.ts'
import { shown } from './commands/options.ts'
import { hideSecrets } from './commands/secret-arguments.ts'
import { findDataFolder } from './engine/data-folder/folders.ts'
import { ErrorLog } from './platform/error-log.ts'
import { type Uncaught, messageOf, onUncaught } from './platform/uncaught.ts'

interface Command {
  summary: string
  /** Loaded when asked for, so that none of them slows another down. */
  load: () => Promise<CommandModule>
}

const commands: Record<string, Command> = {
  add: { summary: 'Submit a command; starts Forkyard if none is running', load: () => import('./commands/add.ts') },
  call: { summary: 'Call a function of a file, and print what it returns', load: () => import('./commands/call.ts') },
  list: { summary: 'List running, waiting and finished runs', load: () => import('./commands/list.ts') },
  show: { summary: 'Show everything of one run', load: () => import('./commands/show.ts') },
  logs: { summary: 'Print the output of a run', load: () => import('./commands/logs.ts') },
  wait: { summary: 'Wait for runs, and exit as they did', load: () => import('./commands/wait.ts') },
  terminate: { summary: 'End runs with all of their processes', load: () => import('./commands/terminate.ts') },
  kill: { summary: 'End them at once, by SIGKILL', load: () => import('./commands/kill.ts') },
  cancel: { summary: 'Cancel waiting runs', load: () => import('./commands/cancel.ts') },
  retry: { summary: 'Submit the tasks of runs again', load: () => import('./commands/retry.ts') },
  compare: {
    summary: 'Measure a function as serial, coroutines, threads and processes',
    load: () => import('./commands/compare.ts'),
  },
  status: { summary: 'Show the running Forkyard', load: () => import('./commands/status.ts') },
  sessions: {
    summary: 'List or sign out the browsers that are signed in, or make a link for another',
    load: () => import('./commands/sessions.ts'),
  },
  diagnostics: {
    summary: 'Show versions, files and what could not be set up, for a bug report',
    load: () => import('./commands/diagnostics.ts'),
  },
  stop: { summary: 'End the running Forkyard', load: () => import('./commands/stop.ts') },
  serve: { summary: 'Run the pool here and show it in a browser', load: () => import('./serve.ts') },
}

const usage = `Usage: forkyard <command> [options]

Runs commands as processes in a pool with a maximum size.

Commands:
${Object.entries(commands)
  .map(([name, { summary }]) => `  ${name.padEnd(12)} ${summary}`)
  .join('\n')}

Options:
  --help       Show this, or with a command its options
  --version    Show the version

Exit status: 0 done, 1 refused or failed, 2 wrong usage, 3 no Forkyard is running. “wait” and “add --wait” exit as the run did.
`

async function main([name, ...rest]: string[]): Promise<number> {
  switch (name) {
    case undefined:
      return refuse('Name a command.')
    case '--version':
      process.stdout.write(`${await findVersion()}\n`)
      return 0
    case '--help':
    case '-h':
      process.stdout.write(usage)
      return 0
  }
  if (name.startsWith('-')) return refuse(`There is no option ${shown(name)}.`)
  const command = Object.hasOwn(commands, name) ? commands[name] : undefined
  if (!command) return refuse(`There is no command ${shown(name)}.`)
  hideSecrets(name, rest)
  return (await command.load()).run(rest, surroundings())
}

async function findVersion(): Promise<string> {
  return (await import('./installation.ts')).findInstallation().version
}

function surroundings(): Surroundings {
  const { dataFolder, dataFolderFrom } = findDataFolder(process.env)
  return {
    dataFolder,
    dataFolderFrom,
    version: findVersion,
    ownProgram: [process.execPath, process.argv[1] ?? ''],
    // Another process may be somewhere else, and would read a relative path from there.
    environment: dataFolderFrom === 'environment' ? { ...process.env, FORKYARD_HOME: dataFolder } : process.env,
  }
}

function refuse(sentence: string): number {
  process.stderr.write(`forkyard: ${sentence}\n\n${usage}`)
  return 2
}

/** Says it in a sentence; the stack goes to the data folder's errors.log, where there is that folder. Gives the exit status. */
function stopFor(uncaught: Uncaught): number {
  const { error } = uncaught
  // The system's refusals say themselves what is wrong.
  if (error instanceof Error && 'syscall' in error) {
    process.stderr.write(`forkyard: The system refused: ${error.message}.\n`)
    return 1
  }
  const log = new ErrorLog(join(findDataFolder(process.env).dataFolder, 'errors.log'), 'forkyard command')
  log.write(uncaught)
  const more = existsSync(log.file) ? ` Details are in ${log.file}.` : ''
  process.stderr.write(`forkyard: An error inside Forkyard stopped this command: ${messageOf(error)}.${more}\n`)
  return 1
}

onUncaught((uncaught) => process.exit(stopFor(uncaught)))
const status = await main(process.argv.slice(2)).catch((error: unknown) => stopFor({ error, kind: 'rejection' }))
// What was printed to a pipe may not have left yet.
process.stdout.write('', () => {
  process.exit(status)
})
