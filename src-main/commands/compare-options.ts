import { resolve } from 'node:path'
import { parseFunctionName } from '../contract/command-line.ts'
import type { ComparedCall } from '../contract/compare.ts'
import { limits } from '../contract/limits.ts'
import { readJsonArgument } from './json-argument.ts'
import { type Parsed, parseOptions, shown, wholeNumber, wrong } from './options.ts'
import { findFolder, folderGone } from './task-options.ts'

export interface CompareOptions {
  call: ComparedCall
  /** Where the function runs: absolute, or beginning with `~`. */
  folder: string
  times: number
  workers: number
  isJson: boolean
}

export const compareUsage = `Usage: forkyard compare [options] MODULE#EXPORT [ARGUMENT...]

Calls a function of a JavaScript or TypeScript file several times: one call after another, as coroutines, in threads and
in processes. Shows what each way costs, and draws each call as a bar: ─ start-up, █ a call, × a call that threw; time
runs from left to right, each slot has a line. Without #EXPORT, the default export is called. Arguments are read as JSON;
an argument that is not JSON is passed as text. Put “--” before the arguments if one of them begins with a dash.

Options:
  --times N      Calls in each way (default 8, at most ${limits.comparedCalls})
  --workers W    Number of threads and of processes (default: one per processor, at most ${limits.comparedWorkers})
  --folder DIR   Run it in this folder (default: the current one)
  --json         One JSON object with every call: docs/command-line.md
  --help         Show this

Examples:
  forkyard compare work.ts#countPrimes 200000
  forkyard compare --times 20 --workers 4 fetch.mjs '{"url":"http://localhost/"}'
`

/** @param folder where the command was called; it may be gone @param processors of this machine */
export function parseCompareArguments(
  args: string[],
  { folder, processors }: { folder: () => string; processors: number },
): Parsed<CompareOptions> {
  const parsed = parseOptions(args, { folder: 'value', times: 'value', workers: 'value', json: 'switch' })
  if (parsed.kind !== 'options') return parsed
  const { options, operands, rest = [] } = parsed.value
  const [called, ...given] = [...operands, ...rest]
  if (called === undefined) return wrong('Name a function, as in: forkyard compare ./work.ts#countPrimes 1000')
  const named = parseFunctionName(called)
  if (!named) return wrong(`${shown(called)} is not a function: write MODULE#EXPORT.`)
  const times = wholeNumber(options.times ?? '8', 1, limits.comparedCalls)
  if (times === undefined) {
    return wrong(`--times must be a whole number from 1 to ${limits.comparedCalls}, not ${shown(options.times ?? '')}.`)
  }
  const most = limits.comparedWorkers
  const workers = wholeNumber(options.workers ?? String(Math.min(processors, most)), 1, most)
  if (workers === undefined) {
    return wrong(`--workers must be a whole number from 1 to ${most}, not ${shown(options.workers ?? '')}.`)
  }
  if (options.folder === '') return wrong('--folder must name a folder.')
  const place = findFolder(options.folder, folder)
  const here = findFolder(undefined, folder)
  if (place === undefined || here === undefined) return folderGone
  const module = /^~($|[\\/])/.test(named.module) ? named.module : resolve(here, named.module)
  const call = { module, name: named.name, args: given.map(readJsonArgument) }
  return { kind: 'options', value: { call, folder: place, times, workers, isJson: options.json } }
}
