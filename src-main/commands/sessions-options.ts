import { type Parsed, parseOptions, shown, unexpected, wholeNumber, wrong } from './options.ts'

/** What is to be done about sessions. */
export type SessionsAction = { kind: 'list' } | { kind: 'link' } | { kind: 'revoke'; sessionIds: number[] }

export interface SessionsOptions {
  action: SessionsAction
  isJson: boolean
}

export const sessionsUsage = `Usage: forkyard sessions [options]
       forkyard sessions revoke ID... [options]
       forkyard sessions link [options]

Lists the browsers that are signed in to the Forkyard started by “forkyard serve”. “revoke” signs browsers out: their
windows are disconnected immediately. “link” prints a new link, which opens one window within a minute. Sessions end
when that Forkyard ends, or after a day without a connected window.

Options:
  --json    One JSON object for each session, or for the link: docs/command-line.md
  --help    Show this

Examples:
  forkyard sessions
  forkyard sessions revoke 2
  forkyard sessions link
`

export function parseSessionsArguments(args: string[]): Parsed<SessionsOptions> {
  const parsed = parseOptions(args, { json: 'switch' })
  if (parsed.kind !== 'options') return parsed
  const { options, operands, rest = [] } = parsed.value
  const [verb, ...words] = [...operands, ...rest]
  const isJson = options.json
  switch (verb) {
    case undefined:
      return { kind: 'options', value: { action: { kind: 'list' }, isJson } }
    case 'link':
      return words.length > 0 ? unexpected(words) : { kind: 'options', value: { action: { kind: 'link' }, isJson } }
    case 'revoke':
      return parseRevoke(words, isJson)
    default:
      return wrong(`“forkyard sessions” can be followed by revoke or link, not by ${shown(verb)}.`)
  }
}

function parseRevoke(words: string[], isJson: boolean): Parsed<SessionsOptions> {
  if (words.length === 0) return wrong('Name a session by its id. “forkyard sessions” lists them.')
  const sessionIds: number[] = []
  for (const word of words) {
    const sessionId = wholeNumber(word, 1, Number.MAX_SAFE_INTEGER)
    if (sessionId === undefined)
      return wrong(`${shown(word)} is not the id of a session. “forkyard sessions” lists them.`)
    if (!sessionIds.includes(sessionId)) sessionIds.push(sessionId)
  }
  return { kind: 'options', value: { action: { kind: 'revoke', sessionIds }, isJson } }
}
