import { spawn } from 'node:child_process'
import { replaceControls } from '../contract/control-characters.ts'

/** Characters of the browser's complaints that are kept. */
const complaintLength = 8_192

/** Milliseconds that the browser has to close. */
const closeTime = 3_000

export interface AppWindow {
  /** Resolves when the browser's process has ended or could not start, with why, as far as it said. */
  ended: Promise<{ reason: string }>
  /** Closes the window and resolves when the browser's process has ended; kills it if it does not end in time. */
  close(): Promise<void>
}

/**
 * Opens a browser as a window for this URL alone, with a profile of its own. In a session of its own, so that Ctrl+C in
 * the terminal does not close it before the question is answered. Never with --no-sandbox.
 */
export function openAppWindow(options: {
  browser: string
  /** Without secrets: everybody on the machine can read it in the arguments. */
  url: string
  profileFolder: string
  environment: Record<string, string>
}): AppWindow {
  const args = [
    `--app=${options.url}`,
    `--user-data-dir=${options.profileFolder}`,
    '--no-first-run',
    '--no-default-browser-check',
  ]
  const browser = spawn(options.browser, args, {
    env: options.environment,
    stdio: ['ignore', 'ignore', 'pipe'],
    detached: true,
  })
  let complaints = ''
  browser.stderr.setEncoding('utf8').on('data', (text: string) => {
    complaints = (complaints + text).slice(-complaintLength)
  })
  const ended = new Promise<{ reason: string }>((resolve) => {
    browser.once('error', (error) => resolve({ reason: `${options.browser} could not be started: ${error.message}.` }))
    browser.once('exit', () => resolve({ reason: explain(options.browser, complaints) }))
  })
  async function close(): Promise<void> {
    browser.kill()
    const stuck = setTimeout(() => browser.kill('SIGKILL'), closeTime)
    await ended
    clearTimeout(stuck)
  }
  return { ended, close }
}

/** What the browser said last and what to do about it, for a window that never showed. */
export function explain(browser: string, complaints: string): string {
  if (/running as root without --no-sandbox/i.test(complaints)) {
    return `${browser} does not start as root, since its sandbox would be off. Start Forkyard as an ordinary user.`
  }
  if (/no usable sandbox|user namespace|setuid sandbox/i.test(complaints)) {
    return (
      `${browser} cannot set up its sandbox, since this system restricts user namespaces. ` +
      'Allow them for this browser (on Ubuntu: an AppArmor profile for it), or use one that is installed as a package.'
    )
  }
  const last = complaints.split('\n').findLast((line) => line.trim() !== '')
  return last === undefined ? `${browser} ended without a word.` : `${browser} ended; it said: ${printable(last)}`
}

function printable(line: string): string {
  return replaceControls(line, '').slice(0, 300)
}
