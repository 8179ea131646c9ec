import { parseArgs } from 'node:util'

export interface ServeOptions {
  /** 0 for any free one. */
  port: number
  /** How the window is opened besides printing its URL. */
  window: 'browser' | 'app-window' | 'none'
}

export type ServeArguments =
  { kind: 'options'; options: ServeOptions } | { kind: 'help' } | { kind: 'wrong'; reason: string }

export const serveUsage = `Usage: forkyard serve [options]

Runs the pool here and serves its window on 127.0.0.1. Prints one line with the URL; it opens the window once.

Options:
  --port N        Listen on this port, 1 to 65535 (default: any free one)
  --no-open       Only print the URL
  --app-window    Open a window of its own with Chromium, Chrome, Edge or the like, and end when it is closed
  --help          Show this

Enter prints a fresh URL. Ctrl+C ends Forkyard; where runs live or wait it asks once more, then terminates them.
`

export function parseServeArguments(args: string[]): ServeArguments {
  let values
  try {
    values = parseArgs({
      args,
      options: {
        port: { type: 'string', default: '0' },
        'no-open': { type: 'boolean', default: false },
        'app-window': { type: 'boolean', default: false },
        help: { type: 'boolean', short: 'h', default: false },
      },
    }).values
  } catch (error) {
    return { kind: 'wrong', reason: error instanceof Error ? firstSentence(error.message) : String(error) }
  }
  if (values.help) return { kind: 'help' }
  if (!/^\d{1,5}$/.test(values.port) || Number(values.port) > 65_535) {
    return {
      kind: 'wrong',
      reason: `The port must be a whole number from 1 to 65535 (or 0 for any free one), not “${values.port}”.`,
    }
  }
  if (values['no-open'] && values['app-window']) {
    return { kind: 'wrong', reason: 'Use either --no-open or --app-window.' }
  }
  const window = values['app-window'] ? 'app-window' : values['no-open'] ? 'none' : 'browser'
  return { kind: 'options', options: { port: Number(values.port), window } }
}

/** parseArgs goes on with advice on positional arguments, of which there are none here. */
function firstSentence(message: string): string {
  return `${message.split(/[.\n] ?/, 1)[0] ?? message}.`
}
