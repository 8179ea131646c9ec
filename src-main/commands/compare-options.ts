import { resolve } from 'node:path'
import type { ComparedCall } from '../contract/compare.ts'
import type { Json } from '../contract/json.ts'
import { limits } from '../contract/limits.ts'
import { type Parsed, parseOptions, shown, wholeNumber, wrong } from './options.ts'

export interface CompareOptions {
  call: ComparedCall
  /** Where the function runs: absolute. */
  folder: string
  times: number
  workers: number
  isJson: boolean
}

export const compareUsage = `Usage: forkyard compare [options] MODULE#EXPORT [ARGUMENT...]

Calls a function of a JavaScript or TypeScript file several times: one call after another, as coroutines, in threads and
in processes. Shows what each cost, and each call as a bar: ─ start-up, █ a call, × one that threw, time from left to
right, a line for each slot. Without #EXPORT, the default export. An argument is JSON; what is not JSON is text. Put “--”
before arguments of which one begins with a dash.

Options:
  --times N      Calls in each way (default 8, at most ${limits.comparedCalls})
  --workers W    Threads, and processes (default: as many as there are processors, at most ${limits.comparedWorkers})
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
  const parsed = parseOptions(args, { times: 'value', workers: 'value', json: 'switch' })
  if (parsed.kind !== 'options') return parsed
  const { options, operands, rest = [] } = parsed.value
  const [target = '', ...given] = [...operands, ...rest]
  const at = target.lastIndexOf('#')
  const file = at < 0 ? target : target.slice(0, at)
  const name = at < 0 ? 'default' : target.slice(at + 1)
  if (file === '' || name === '')
    return wrong('Name a function of a file, as in: forkyard compare work.ts#countPrimes 1000')
  const times = wholeNumber(options.times ?? '8', 1, limits.comparedCalls)
  if (times === undefined) {
    return wrong(`--times must be a whole number from 1 to ${limits.comparedCalls}, not ${shown(options.times ?? '')}.`)
  }
  const most = limits.comparedWorkers
  const workers = wholeNumber(options.workers ?? String(Math.min(processors, most)), 1, most)
  if (workers === undefined) {
    return wrong(`--workers must be a whole number from 1 to ${most}, not ${shown(options.workers ?? '')}.`)
  }
  const here = placeOf(folder)
  if (here === undefined) return wrong('The folder where you are is gone: go to one that exists.')
  const call = { module: resolve(here, file), name, args: given.map(readArgument) }
  return { kind: 'options', value: { call, folder: here, times, workers, isJson: options.json } }
}

function readArgument(text: string): Json {
  try {
    return JSON.parse(text) as Json
  } catch {
    return text
  }
}

function placeOf(folder: () => string): string | undefined {
  try {
    return folder()
  } catch {
    return undefined
  }
}
