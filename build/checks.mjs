// @ts-check
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { printStep } from './report.mjs'
import { runCaptured } from './run.mjs'
import { root } from './set-up/folders.mjs'
/** @import { Step } from './report.mjs' */

/** Longest first: they run side by side. */
const checks = [
  { name: 'lint', tool: 'eslint/bin/eslint.js', args: ['.', '--max-warnings=0'] },
  { name: 'types of the window', tool: 'vue-tsc/bin/vue-tsc.js', args: ['-p', 'tsconfig.renderer.json'] },
  { name: 'types of the main side', tool: 'typescript/bin/tsc', args: ['-p', 'tsconfig.node.json'] },
  { name: 'types of the end-to-end tests', tool: 'typescript/bin/tsc', args: ['-p', 'tsconfig.e2e.json'] },
  { name: 'format', tool: 'prettier/bin/prettier.cjs', args: ['--check', '--log-level=warn', '.'] },
  {
    name: 'layers',
    tool: 'dependency-cruiser/bin/dependency-cruiser.mjs',
    args: ['--config', '.dependency-cruiser.cjs', 'src-main', 'src-renderer', 'build', 'test', 'electron.config.ts'],
  },
  { name: 'dead code', tool: 'knip/bin/knip.js', args: ['--no-config-hints'] },
]

/**
 * Runs every static check, as many at a time as there are processors, one printed line each. out/ must have been built:
 * the window's types come from there.
 * @returns {Promise<Step[]>}
 */
export async function runChecks() {
  const waiting = [...checks]
  /** @type {Step[]} */
  const steps = []
  const lane = async () => {
    for (let check = waiting.shift(); check; check = waiting.shift()) {
      const tool = join(root, 'node_modules', ...check.tool.split('/'))
      const { code, output, seconds } = await runCaptured(process.execPath, [tool, ...check.args])
      /** @type {Step} */
      const step = { name: check.name, seconds, passed: code === 0 ? 1 : 0, failed: code === 0 ? 0 : 1, skipped: [] }
      printStep(step, code === 0 ? '' : output)
      steps.push(step)
    }
  }
  await Promise.all(Array.from({ length: Math.max(2, availableParallelism()) }, lane))
  return steps
}
