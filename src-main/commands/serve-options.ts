import { type Parsed, parseOptions, shown, unexpected, wholeNumber, wrong } from './options.ts'

const stops = ['keep', 'wait', 'terminate'] as const

/** What happens to running commands when the host is asked to end. */
export type OnStop = (typeof stops)[number]

export interface ServeOptions {
  /** Undefined: no HTTP at all, the local socket alone. 0 for any free port. */
  port: number | undefined
  /** How the window is opened besides printing its URL. */
  window: 'browser' | 'app-window' | 'none'
  /** Undefined: as the settings say. */
  onStop: OnStop | undefined
  /** What takes the place of a database that cannot be used. */
  onDamage: 'refuse' | 'restore' | 'start-empty'
}

export const serveUsage = `Usage: forkyard serve [options]

Runs the pool here and serves its window on 127.0.0.1. Prints one line with a link, which opens one window within a
minute. Other users of this machine are refused.

Options:
  --port N        Listen on this port, 1 to 65535 (default: any free one)
  --no-open       Only print the link
  --app-window    Open a window of its own with Chromium, Chrome, Edge or a similar browser; end when it is closed
  --no-http       Serve no window: only the command line can use it
  --on-stop WHAT  What happens to running commands on Ctrl+C and SIGTERM: keep (they keep running, and the next start
                  reattaches to them), wait (until they end), or terminate. Default: the setting for quitting, or
                  terminate if that is “Ask”. Waiting runs stay in the queue
  --restore-backup
                  If the database is damaged (serve tells you), restore the newest good backup. The damaged files are
                  kept beside it
  --start-empty   If the database is damaged, start with an empty one. The damaged files are kept beside it
  --help          Show this

Enter prints another link; so does “forkyard sessions link” in another terminal. Ctrl+C ends Forkyard; if commands are
running, it asks for a second Ctrl+C.

Examples:
  forkyard serve
  forkyard serve --no-open --port 8080
  forkyard serve --no-http --on-stop keep
  forkyard serve --restore-backup
`

export function parseServeArguments(args: string[]): Parsed<ServeOptions> {
  const parsed = parseOptions(args, {
    port: 'value',
    'no-open': 'switch',
    'app-window': 'switch',
    'no-http': 'switch',
    'on-stop': 'value',
    'restore-backup': 'switch',
    'start-empty': 'switch',
  })
  if (parsed.kind !== 'options') return parsed
  const { options, operands, rest = [] } = parsed.value
  const extra = [...operands, ...rest]
  if (extra.length > 0) return unexpected(extra)
  const port = wholeNumber(options.port ?? '0', 0, 65_535)
  if (port === undefined) {
    return wrong(
      `The port must be a whole number from 1 to 65535 (or 0 for any free one), not ${shown(options.port ?? '')}.`,
    )
  }
  const onStop = stops.find((choice) => choice === options['on-stop'])
  if (options['on-stop'] !== undefined && onStop === undefined)
    return wrong(`--on-stop must be ${stops.join(', ')}, not ${shown(options['on-stop'])}.`)
  if (options['no-open'] && options['app-window']) return wrong('Use either --no-open or --app-window.')
  if (options['no-http'] && (options['app-window'] || options.port !== undefined)) {
    return wrong('--no-http serves no window: leave out --port and --app-window, or --no-http.')
  }
  if (options['restore-backup'] && options['start-empty']) return wrong('Use either --restore-backup or --start-empty.')
  return {
    kind: 'options',
    value: {
      port: options['no-http'] ? undefined : port,
      window: options['app-window'] ? 'app-window' : options['no-open'] || options['no-http'] ? 'none' : 'browser',
      onStop,
      onDamage: options['restore-backup'] ? 'restore' : options['start-empty'] ? 'start-empty' : 'refuse',
    },
  }
}
