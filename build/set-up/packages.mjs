// @ts-check
import { createHash } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from './folders.mjs'
import { alone } from './lock.mjs'
import { npmCi } from './npm.mjs'
import { say } from './say.mjs'

/**
 * Runs `npm ci` where node_modules is missing or was installed from another lockfile, by another Node or for another
 * machine.
 * @param {string} node absolute path of the Node to install with
 */
export async function installPackages(node) {
  const stampFile = join(root, 'node_modules', '.forkyard-stamp')
  const wanted = stamp(node)
  const isFresh = () => existsSync(stampFile) && readFileSync(stampFile, 'utf8') === wanted
  if (isFresh()) return
  await alone('packages', async () => {
    if (isFresh()) return
    say('Installing packages (npm ci)…')
    const start = performance.now()
    await npmCi(root, node)
    writeFileSync(stampFile, wanted)
    say(`Installed in ${((performance.now() - start) / 1000).toFixed(0)} s.`)
  })
}

/** @param {string} node */
function stamp(node) {
  const manifest = /** @type {Record<string, unknown>} */ (JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')))
  const { dependencies, devDependencies, overrides } = manifest
  return createHash('sha256')
    .update(readFileSync(join(root, 'package-lock.json')))
    .update(JSON.stringify([dependencies, devDependencies, overrides, node, process.platform, process.arch]))
    .update(readFileSync(join(root, 'build', 'toolchain', 'package-lock.json')))
    .digest('hex')
}
