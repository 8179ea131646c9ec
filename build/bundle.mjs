// @ts-check
import { join } from 'node:path'
import { isBuildFresh, sourcesHash, stampBuild } from './freshness.mjs'
import { runCaptured } from './run.mjs'
import { root } from './set-up/folders.mjs'
import { alone } from './set-up/lock.mjs'
import { say } from './set-up/say.mjs'

/**
 * Builds out/ where it is not fresh. Tells so on stderr; what the bundler prints is shown only when it fails.
 * @returns {Promise<boolean>} false: the build failed, and why was said
 */
export async function buildIfStale() {
  if (isBuildFresh()) return true
  return alone('build', async () => {
    if (isBuildFresh()) return true
    say('Building…')
    const hash = sourcesHash()
    const { code, output, seconds } = await runCaptured(process.execPath, [
      join(root, 'node_modules', 'electron-vite', 'bin', 'electron-vite.js'),
      'build',
      '--config',
      'electron.config.ts',
    ])
    if (code !== 0) {
      say(`${output}\nThe build failed; the reason stands above.`)
      return false
    }
    stampBuild(hash)
    say(`Built in ${seconds.toFixed(1)} s.`)
    return true
  })
}
