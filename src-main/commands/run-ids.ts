import type { RunId } from '../contract/run.ts'
import { type OptionKind, type Parsed, parseOptions, shown, unexpected, wholeNumber, wrong } from './options.ts'

/** What most commands take: runs by their ids, and `--json`. */
export interface NamedRuns {
  runIds: RunId[]
  isJson: boolean
}

export function parseRunIds(args: string[]): Parsed<NamedRuns> {
  const parsed = parseOptions(args, { json: 'switch' })
  if (parsed.kind !== 'options') return parsed
  const { options, operands, rest = [] } = parsed.value
  const runIds = readRunIds([...operands, ...rest])
  return 'kind' in runIds ? runIds : { kind: 'options', value: { runIds, isJson: options.json } }
}

/** One run, and other options beside `--json`. */
export function parseOneRun<const Options extends Record<string, OptionKind>>(
  args: string[],
  kinds: Options,
  shorts: Record<string, keyof Options & string> = {},
) {
  const parsed = parseOptions(args, { ...kinds, json: 'switch' }, shorts)
  if (parsed.kind !== 'options') return parsed
  const { options, operands, rest = [] } = parsed.value
  const words = [...operands, ...rest]
  const runIds = readRunIds(words)
  if ('kind' in runIds) return runIds
  const [runId] = runIds
  if (runId === undefined || words.length > 1) return unexpected(words.slice(1))
  return { kind: 'options' as const, value: { runId, options } }
}

/** Each once, in the order in which they are named. */
function readRunIds(words: string[]): RunId[] | ReturnType<typeof wrong> {
  if (words.length === 0) return wrong('Name a run by its id. “forkyard list” shows the ids.')
  const ids = words.map((word) => wholeNumber(word, 1, Number.MAX_SAFE_INTEGER))
  const index = ids.indexOf(undefined)
  if (index >= 0) return wrong(`${shown(words[index] ?? '')} is not the id of a run. “forkyard list” shows the ids.`)
  return [...new Set(ids as RunId[])]
}
