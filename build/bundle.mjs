// @ts-check
import { copyFileSync } from 'node:fs'
import { join } from 'node:path'
import { isBuildFresh, sourcesHash, stampBuild } from './freshness.mjs'
import { runCaptured } from './run.mjs'
import { root } from './set-up/folders.mjs'
import { alone } from './set-up/lock.mjs'
import { say } from './set-up/say.mjs'

/** Handed to an interpreter as it is. */
const pythonWorker = 'src-main/multiprocessing/worker/python/worker.py'

/** What is bundled, then the types of what scripts may import. */
const steps = [
  ['electron-vite/bin/electron-vite.js', 'build', '--config', 'electron.config.ts'],
  ['typescript-native/bin/tsc', '-p', 'tsconfig.library.json'],
]

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
    const begin = performance.now()
    for (const [tool = '', ...args] of steps) {
      const { code, output } = await runCaptured(process.execPath, [join(root, 'node_modules', tool), ...args])
      if (code === 0) continue
      say(`${output}\nThe build failed; the reason stands above.`)
      return false
    }
    copyFileSync(join(root, pythonWorker), join(root, 'out', 'main', 'worker.py'))
    stampBuild(hash)
    say(`Built in ${((performance.now() - begin) / 1_000).toFixed(1)} s.`)
    return true
  })
}
