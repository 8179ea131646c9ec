// @ts-check
import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { root } from './set-up/folders.mjs'
import { exitCodeOf, passSignals } from './set-up/signals.mjs'

/**
 * Runs the built command line on our terminal, in the folder where the person called us, with the environment as it is.
 * @param {string[]} args
 * @returns {Promise<number>} its exit code
 */
export function runCli(args) {
  // npm changes to the repository and tells here where it was called.
  const folder = process.env.INIT_CWD ?? process.cwd()
  const child = spawn(process.execPath, [join(root, 'out', 'main', 'cli.js'), ...args], {
    cwd: folder,
    stdio: 'inherit',
  })
  passSignals(child)
  return exitCodeOf(child)
}
