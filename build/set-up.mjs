// @ts-check
import { spawn } from 'node:child_process'
import { realpathSync } from 'node:fs'
import { SetUpError } from './set-up/npm.mjs'
import { installPackages } from './set-up/packages.mjs'
import { say } from './set-up/say.mjs'
import { endLike, passSignals } from './set-up/signals.mjs'
import { ensureNode } from './set-up/toolchain.mjs'

/**
 * Installs what is missing and goes on in the Node that Forkyard is built and hosted with. Every script of
 * package.json begins with this; it and build/set-up/ use Node's built-in modules alone and run on Node 20.10 too.
 * Prints to stderr only. Returns in the right Node, else runs the same script there and ends as that did.
 */
export async function setUp() {
  try {
    const node = realpathSync(await ensureNode())
    await installPackages(node)
    if (node === realpathSync(process.execPath)) return
    const child = spawn(node, process.argv.slice(1), { stdio: 'inherit' })
    passSignals(child)
    await endLike(child)
  } catch (error) {
    if (!(error instanceof SetUpError)) throw error
    say(error.message)
    process.exit(1)
  }
}
