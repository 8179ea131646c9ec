import { limits } from '../contract/limits.ts'
import type { Command } from '../contract/command.ts'
import type { Task } from '../contract/task.ts'
import { type Parsed, type Wrong, parseOptions, shown, unexpected, wholeNumber, wrong } from './options.ts'
import { findFolder, folderGone, readVariables } from './task-options.ts'

export interface AddOptions {
  task: Task
  times: number
  isWaiting: boolean
  /** False: a host is not started where none runs. */
  mayStart: boolean
  isJson: boolean
}

export const addUsage = `Usage: forkyard add [options] -- COMMAND [ARGUMENT...]
       forkyard add [options] --shell LINE

Submits a command as a task and prints the new run's id. If no Forkyard is running, one is started in the background.

Options:
  --wait             Wait until it ends, and exit as it did: “forkyard wait --help”
  --name NAME        Name of the run (default: Process-1, Process-2, ...)
  --folder DIR       Run it in this folder (default: the current one)
  --env NAME=VALUE   Add a variable to its environment (can be repeated)
  --secret NAME[=VALUE]
                     The same, but stored encrypted and never shown. Without a value, your environment’s is used.
                     Other users can see a value given here for a moment, in the list of processes
  --times N          Submit it N times (default 1)
  --colours          Force coloured output, although it goes to a file
  --shell LINE       Run a line in the system's shell instead of a command
  --no-start         Start no Forkyard if none is running
  --json             One JSON object per run: {"id":12}
  --help             Show this

Examples:
  forkyard add -- make -j4
  forkyard add --name convert --folder ~/videos -- ffmpeg -i in.mkv out.mp4
  forkyard add --wait --shell 'sort big.txt | uniq -c > counts.txt'
  API_KEY=... forkyard add --secret API_KEY -- ./fetch
`

/** @param folder where the command was called; asked only where the options name none, as it may be gone */
export function parseAddArguments(
  args: string[],
  { environment, folder }: { environment: NodeJS.ProcessEnv; folder: () => string },
): Parsed<AddOptions> {
  // Before its own options are taken for ours.
  const [first = '-'] = args
  if (!first.startsWith('-')) return separatorMissing(first)
  const parsed = parseOptions(args, {
    wait: 'switch',
    name: 'value',
    folder: 'value',
    env: 'several',
    secret: 'several',
    times: 'value',
    colours: 'switch',
    shell: 'value',
    'no-start': 'switch',
    json: 'switch',
  })
  if (parsed.kind !== 'options') return parsed
  const { options, operands, rest } = parsed.value
  const command = readCommand(options.shell, operands, rest)
  if ('reason' in command) return command
  const variables = readVariables(options.env, options.secret, environment)
  if ('reason' in variables) return variables
  const times = wholeNumber(options.times ?? '1', 1, limits.runsPerSubmission)
  if (times === undefined) {
    return wrong(
      `--times must be a whole number from 1 to ${limits.runsPerSubmission}, not ${shown(options.times ?? '')}.`,
    )
  }
  if (options.folder === '') return wrong('--folder must name a folder.')
  const taskFolder = findFolder(options.folder, folder)
  if (taskFolder === undefined) {
    return folderGone
  }
  return {
    kind: 'options',
    value: {
      task: {
        command,
        name: options.name,
        folder: taskFolder,
        ...variables,
        ...(options.colours && { colours: true }),
      },
      times,
      isWaiting: options.wait,
      mayStart: !options['no-start'],
      isJson: options.json,
    },
  }
}

function separatorMissing(word: string): Wrong {
  return wrong(`Put “--” before the command, as in: forkyard add [options] -- ${shown(word)} ...`)
}

function readCommand(line: string | undefined, operands: string[], rest: string[] | undefined): Command | Wrong {
  if (line === undefined) {
    if (operands[0] !== undefined) return separatorMissing(operands[0])
    const argv = rest ?? []
    return argv.length > 0 ? { kind: 'argv', argv } : wrong('Name a command after “--”, or a line with --shell.')
  }
  const extra = [...operands, ...(rest ?? [])]
  if (extra.length > 0) return unexpected(extra)
  return { kind: 'shell', line }
}
