// @ts-check
import { hasDisplay, findChromium } from '../../src-main/host/browser.ts'
import { runCli } from '../cli.mjs'
import { say } from '../set-up/say.mjs'
import { runElectron } from './electron.mjs'
import { ensureElectron } from './electron-binary.mjs'

/**
 * Opens Forkyard the best way this machine allows, and says which and why: Electron, else the headless host with its
 * window in a Chromium, else the headless host alone. `--browser` passes Electron by, `--electron` tries its download
 * again at once, `--no-open` opens nothing; everything else goes to what is started.
 * @param {string[]} args
 * @returns {Promise<number>} the exit code of what was started
 */
export async function start(args) {
  const own = new Set(['--browser', '--electron'])
  const passed = args.filter((arg) => !own.has(arg))
  if (args.includes('--no-open')) {
    say('Opening no window, as asked. Open this address in a browser:')
    return runCli(['serve', ...passed])
  }
  const environment = /** @type {Record<string, string>} */ (process.env)
  if (!hasDisplay(environment)) {
    say('There is no display here (neither DISPLAY nor WAYLAND_DISPLAY is set). Open this address in a browser:')
    return runCli(['serve', '--no-open', ...passed])
  }
  if (!args.includes('--browser')) {
    const electron = await ensureElectron({ isRetryAsked: args.includes('--electron') })
    if (electron.file === undefined) {
      say(electron.reason)
    } else {
      say('Opening Forkyard in Electron.')
      const end = await runElectron(electron.file, passed)
      if (end.isShown) return end.code
      say(end.reason)
    }
  }
  const browser = findChromium(environment)
  if (browser === undefined) {
    say('No Chromium, Chrome or Edge was found either, so your browser opens. If it does not, open this address in it:')
    return runCli(['serve', ...passed])
  }
  say(`Opening Forkyard in a window of ${browser}. This address leads there too:`)
  return runCli(['serve', '--app-window', ...passed])
}
