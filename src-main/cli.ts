import { parseArgs } from 'node:util'
import { findInstallation } from './installation.ts'

interface CommandModule {
  /** Carries the command out; resolves with the exit status. */
  run(args: string[]): Promise<number>
}

/** Loaded when asked for, so that none of them slows another down. */
const commands: Record<string, { summary: string; load: () => Promise<CommandModule> }> = {
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
`

async function main([name, ...rest]: string[]): Promise<number> {
  const command = name !== undefined && Object.hasOwn(commands, name) ? commands[name] : undefined
  if (command) return (await command.load()).run(rest)
  if (name === undefined) return refuse('Name a command.')
  if (!name.startsWith('-')) return refuse(`There is no command “${name}”.`)

  const { values } = parseArgs({
    args: [name, ...rest],
    options: { help: { type: 'boolean', short: 'h' }, version: { type: 'boolean' } },
    strict: false,
  })
  if (values.version === true) process.stdout.write(`${findInstallation().version}\n`)
  else if (values.help === true) process.stdout.write(usage)
  else return refuse(`There is no option “${name}”.`)
  return 0
}

function refuse(sentence: string): number {
  process.stderr.write(`forkyard: ${sentence}\n\n${usage}`)
  return 2
}

process.exit(await main(process.argv.slice(2)))
