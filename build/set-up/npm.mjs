// @ts-check
import { spawn } from 'node:child_process'
import { existsSync, realpathSync } from 'node:fs'
import { delimiter, dirname, join } from 'node:path'
import { bindToUs, exitCodeOf } from './signals.mjs'

/**
 * Runs `npm ci` of a folder with the given Node. What npm prints goes to stderr.
 * @param {string} folder
 * @param {string} node absolute path of the Node binary
 */
export async function npmCi(folder, node) {
  const npm = findNpm()
  if (!npm) throw new SetUpError('npm was not found. Install Node.js with npm (any Node from 20 on), then try again.')
  const path = [dirname(node), process.env.PATH].join(delimiter)
  const args = ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error']
  // Whatever NODE_ENV or `omit` say: without these nothing can be built.
  args.push('--include=dev', '--include=optional')
  const child = spawn(node, [npm, ...args], {
    cwd: folder,
    env: { ...process.env, PATH: path },
    stdio: ['ignore', 2, 2],
  })
  bindToUs(child)
  const code = await exitCodeOf(child)
  if (code !== 0) {
    throw new SetUpError(
      `npm ci in ${folder} ended with exit code ${code}; the reason stands above. ` +
        'It needs the npm registry: check the network and `npm config get registry`, then run the same command again.',
    )
  }
}

/** What a person can mend: shown without a stack. */
export class SetUpError extends Error {}

/** npm's own script: of the npm that runs us, else of the Node that runs us, else of PATH. */
function findNpm() {
  const script = join('node_modules', 'npm', 'bin', 'npm-cli.js')
  const beside = dirname(process.execPath)
  const running = process.env.npm_execpath
  const candidates = [
    running && /npm-cli\.[cm]?js$/.test(running) ? running : undefined,
    join(beside, '..', 'lib', script),
    join(beside, script),
    ...(process.env.PATH ?? '').split(delimiter).flatMap((folder) => [join(folder, 'npm'), join(folder, script)]),
  ]
  for (const candidate of candidates) {
    if (!candidate || !existsSync(candidate)) continue
    const real = realpathSync(candidate)
    if (real.endsWith('.js')) return real
  }
  return undefined
}
