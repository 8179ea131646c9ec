import { resolve } from 'node:path'
import { parseFunctionName } from '../contract/command-line.ts'
import type { Task } from '../contract/task.ts'
import { readJsonArgument } from './json-argument.ts'
import { type Parsed, parseOptions, shown, wrong } from './options.ts'
import { findFolder, folderGone, readVariables } from './task-options.ts'

export interface CallOptions {
  task: Task
  /** False: the run's id is all that is wanted. */
  isWaiting: boolean
  /** False: no host is started if none is running. */
  mayStart: boolean
  isJson: boolean
}

export const callUsage = `Usage: forkyard call MODULE#EXPORT [options] [ARGUMENT...]
       forkyard call FILE.py:FUNCTION [options] [ARGUMENT...]

Submits a function as a task, waits until it ends, and prints what it returned as JSON. Arguments are read as JSON; an
argument that is not JSON is passed as text. Arguments after “--” may begin with a dash. If no Forkyard is running, one
is started in the background.

Options:
  --detach           Print the new run's id instead of waiting
  --name NAME        Name of the run (default: Process-1, Process-2, ...)
  --folder DIR       Run it in this folder (default: the current one)
  --env NAME=VALUE   Add a variable to its environment (can be repeated)
  --secret NAME[=VALUE]
                     The same, but stored encrypted and never shown. Without a value, your environment’s is used
  --no-start         Start no Forkyard if none is running
  --json             One JSON object: {"id":12}, and when it ends another, as “show --json” prints it
  --help             Show this

Examples:
  forkyard call ./images.ts#resize photo.jpg '{"width":800}'
  forkyard call report.py:summarise data.csv 2026
  forkyard call maths.mjs#add -- -1 2
`

/** @param folder where the command was called; throws where that is gone */
export function parseCallArguments(
  args: string[],
  { environment, folder }: { environment: NodeJS.ProcessEnv; folder: () => string },
): Parsed<CallOptions> {
  const parsed = parseOptions(args, {
    detach: 'switch',
    name: 'value',
    folder: 'value',
    env: 'several',
    secret: 'several',
    'no-start': 'switch',
    json: 'switch',
  })
  if (parsed.kind !== 'options') return parsed
  const { options, operands, rest = [] } = parsed.value
  const [called, ...values] = operands
  if (called === undefined) return wrong('Name a function, as in: forkyard call ./work.ts#resize')
  const named = parseFunctionName(called)
  if (!named) return wrong(`${shown(called)} is not a function: write MODULE#EXPORT, or FILE.py:FUNCTION for Python.`)
  if (options.folder === '') return wrong('--folder must name a folder.')
  const variables = readVariables(options.env, options.secret, environment)
  if ('reason' in variables) return variables
  const taskFolder = findFolder(options.folder, folder)
  const here = findFolder(undefined, folder)
  if (taskFolder === undefined || here === undefined) return folderGone
  const module = /^~($|[\\/])/.test(named.module) ? named.module : resolve(here, named.module)
  return {
    kind: 'options',
    value: {
      task: {
        command: { kind: 'function', module, name: named.name, args: [...values, ...rest].map(readJsonArgument) },
        name: options.name,
        folder: taskFolder,
        ...variables,
      },
      isWaiting: !options.detach,
      mayStart: !options['no-start'],
      isJson: options.json,
    },
  }
}
