// @ts-check
import { spawn } from 'node:child_process'
import { dirname, join } from 'node:path'
import { root } from '../set-up/folders.mjs'
import { exitCodeOf, passSignals } from '../set-up/signals.mjs'

/** Milliseconds in which an Electron that ends with an error is taken to have shown no window. */
const timeToShow = 15_000

/**
 * Runs the built desktop app to its end. Never with --no-sandbox.
 * @param {string} electron absolute path of Electron's binary
 * @param {string[]} args
 * @returns {Promise<{ isShown: true, code: number } | { isShown: false, reason: string }>}
 */
export async function runElectron(electron, args) {
  const environment = { ...process.env }
  // Set by editors that are Electron apps for their terminals; it would make a plain Node of Electron.
  delete environment.ELECTRON_RUN_AS_NODE
  const start = performance.now()
  const child = spawn(electron, [root, ...args], {
    cwd: process.env.INIT_CWD ?? process.cwd(),
    env: environment,
    stdio: ['inherit', 'inherit', 'pipe'],
  })
  passSignals(child)
  let complaints = ''
  child.stderr.on('data', (/** @type {Buffer} */ bytes) => {
    process.stderr.write(bytes)
    complaints = (complaints + bytes.toString()).slice(-8_192)
  })
  try {
    const code = await exitCodeOf(child)
    const isShown = code === 0 || performance.now() - start > timeToShow
    return isShown ? { isShown, code } : { isShown, reason: explain(electron, complaints, code) }
  } catch (error) {
    return { isShown: false, reason: `${electron} could not be started: ${/** @type {Error} */ (error).message}.` }
  }
}

/**
 * Why Electron showed no window, and what helps, from what it wrote to stderr.
 * @param {string} electron
 * @param {string} complaints
 * @param {number} code
 */
function explain(electron, complaints, code) {
  if (/running as root without --no-sandbox/i.test(complaints)) {
    return 'Electron does not run as root, since its sandbox would be off. Start Forkyard as an ordinary user for it.'
  }
  if (/suid sandbox helper|no usable sandbox|user namespace/i.test(complaints)) {
    const helper = join(dirname(electron), 'chrome-sandbox')
    return (
      'Electron cannot set up its sandbox, since this system restricts user namespaces. ' +
      `To allow it: sudo chown root ${helper} && sudo chmod 4755 ${helper}`
    )
  }
  return `Electron ended at once (exit code ${code}); what it said stands above.`
}
