// @ts-check
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { runCaptured } from './run.mjs'
import { root } from './set-up/folders.mjs'
/** @import { Step } from './report.mjs' */

/**
 * Longest first: they run side by side. A tool of an installed package, or a script of ours.
 * @type {{ name: string, tool?: string, script?: string, args: string[] }[]}
 */
const checks = [
  { name: 'lint', tool: 'eslint/bin/eslint.js', args: ['.', '--max-warnings=0'] },
  { name: 'types of the window', tool: 'vue-tsc/bin/vue-tsc.js', args: ['-p', 'tsconfig.renderer.json'] },
  { name: 'types of the main side', tool: 'typescript-native/bin/tsc', args: ['-p', 'tsconfig.node.json'] },
  { name: 'types of the end-to-end tests', tool: 'typescript-native/bin/tsc', args: ['-p', 'tsconfig.e2e.json'] },
  { name: 'format', tool: 'prettier/bin/prettier.cjs', args: ['--check', '--log-level=warn', '.'] },
  {
    name: 'layers',
    tool: 'dependency-cruiser/bin/dependency-cruiser.mjs',
    args: ['--config', '.dependency-cruiser.cjs', 'src-main', 'src-renderer', 'build', 'test', 'electron.config.ts'],
  },
  { name: 'words', script: 'build/words.mjs', args: [] },
  { name: 'dead code', tool: 'knip/bin/knip.js', args: ['--no-config-hints'] },
]

/**
 * Runs every static check. out/ must have been built: the window's types come from there.
 * @param {(step: Step, why: string) => void} tell called at the end of each, with what it printed where it failed
 * @param {number} [lanes] how many at a time; default: as many as there are processors
 */
export async function runChecks(tell, lanes = Math.max(2, availableParallelism())) {
  const waiting = [...checks]
  const lane = async () => {
    for (let check = waiting.shift(); check; check = waiting.shift()) {
      const program = check.script ?? `node_modules/${check.tool}`
      const { code, output, seconds } = await runCaptured(process.execPath, [join(root, program), ...check.args])
      /** @type {Step} */
      const step = { name: check.name, seconds, passed: code === 0 ? 1 : 0, failed: code === 0 ? 0 : 1, skipped: [] }
      tell(step, code === 0 ? '' : output)
    }
  }
  await Promise.all(Array.from({ length: lanes }, lane))
}
