import { limits } from '../contract/limits.ts'
import { type Outcome, outcomeKinds } from '../contract/run.ts'
import { type Parsed, parseOptions, shown, unexpected, wholeNumber, wrong } from './options.ts'

const states = ['queued', 'live', 'ended', 'all'] as const
const mostRows = 1_000_000

export interface ListOptions {
  state: (typeof states)[number]
  /** Empty: of every outcome. */
  outcomes: Outcome['kind'][]
  /** Lower-case words; a run must have each at the beginning of a word. */
  text: string
  limit: number
  isJson: boolean
}

export const listUsage = `Usage: forkyard list [options]

Lists running, waiting and finished runs, latest first.

Options:
  --state STATE      Only runs in this state: queued, live, ended, or all (default)
  --outcome OUTCOME  Only runs with this outcome (can be repeated):
                     ${outcomeKinds.slice(0, 4).join(', ')},
                     ${outcomeKinds.slice(4).join(', ')}
  --search TEXT      Only runs with these words in name or command; matches the start of words
  --limit N          At most N runs (default 100)
  --json             One JSON object a line: docs/command-line.md
  --help             Show this

Examples:
  forkyard list --state live
  forkyard list --outcome failed --outcome lost --limit 10
  forkyard list --search "convert mp4" --json | jq .id
`

export function parseListArguments(args: string[]): Parsed<ListOptions> {
  const parsed = parseOptions(args, {
    state: 'value',
    outcome: 'several',
    search: 'value',
    limit: 'value',
    json: 'switch',
  })
  if (parsed.kind !== 'options') return parsed
  const { options, operands, rest = [] } = parsed.value
  const extra = [...operands, ...rest]
  if (extra.length > 0) return unexpected(extra)

  const state = states.find((choice) => choice === (options.state ?? 'all'))
  if (state === undefined) return wrong(`--state must be ${states.join(', ')}, not ${shown(options.state ?? '')}.`)
  const stranger = options.outcome.find((outcome) => !isOutcome(outcome))
  if (stranger !== undefined) return wrong(`--outcome must be ${outcomeKinds.join(', ')}, not ${shown(stranger)}.`)
  const outcomes = [...new Set(options.outcome.filter(isOutcome))]
  if (outcomes.length > 0 && (state === 'queued' || state === 'live')) {
    return wrong(`A run that is ${state} has no outcome: leave out --outcome, or --state ${state}.`)
  }
  const limit = wholeNumber(options.limit ?? '100', 1, mostRows)
  if (limit === undefined) {
    return wrong(`--limit must be a whole number from 1 to ${mostRows}, not ${shown(options.limit ?? '')}.`)
  }
  const text = options.search ?? ''
  if (text.length > limits.searchLength) return wrong(`--search must have at most ${limits.searchLength} characters.`)
  return {
    kind: 'options',
    value: { state: outcomes.length > 0 ? 'ended' : state, outcomes, text, limit, isJson: options.json },
  }
}

function isOutcome(text: string): text is Outcome['kind'] {
  return (outcomeKinds as readonly string[]).includes(text)
}
