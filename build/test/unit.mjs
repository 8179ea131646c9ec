// @ts-check
import { readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { runHere } from '../run.mjs'
import { root } from '../set-up/folders.mjs'
import { builtPrograms } from '../../test/machine/programs.ts'
import { temporaryIn } from './test-folder.mjs'
/** @import { Step } from '../report.mjs' */

/**
 * What is read of Vitest's JSON report.
 * @typedef {{ status: string, fullName: string }} Test
 * @typedef {{ name: string, status: string, assertionResults: Test[] }} TestFile
 */

/** These are about who is quicker, or about the whole machine: one after another, with nothing beside them. */
const undisturbed = ['test/faults/faults-at-rest.test.ts', 'test/supervisor/log-limit/log-limit.test.ts']

/**
 * Runs with Vitest every test that is no end-to-end test and may run beside others.
 * @param {string} folder for temporary files
 * @returns {Promise<Step>}
 */
export function runUnitTests(folder) {
  const excluded = undisturbed.map((path) => `--exclude=${path}`)
  return runVitest('unit and process tests', folder, excluded)
}

/**
 * Makes the faults that need a machine at rest, in short, and the floods of logs.
 * @param {string} folder for temporary files
 * @returns {Promise<Step>}
 */
export function runUndisturbed(folder) {
  return runVitest('faults and floods at rest', folder, ['--no-file-parallelism', ...undisturbed])
}

/**
 * @param {string} name
 * @param {string} folder for temporary files
 * @param {string[]} selection
 * @returns {Promise<Step>}
 */
async function runVitest(name, folder, selection) {
  const start = performance.now()
  const report = join(folder, `vitest-${name.split(' ')[0]}.json`)
  const vitest = join(root, 'node_modules', 'vitest', 'vitest.mjs')
  const args = [vitest, 'run', '--reporter=default', '--reporter=json', `--outputFile.json=${report}`, ...selection]
  const code = await runHere(process.execPath, args, { ...temporaryIn(folder), ...builtPrograms })
  return { name, seconds: (performance.now() - start) / 1000, ...count(readReport(report), code) }
}

/**
 * @param {TestFile[]} files
 * @param {number} code Vitest's exit code: not 0 also for what belongs to no test, such as an unhandled rejection
 */
function count(files, code) {
  const tests = files.flatMap((file) =>
    file.assertionResults.map((test) => ({ ...test, file: relative(root, file.name) })),
  )
  const passed = tests.filter((test) => test.status === 'passed').length
  const broken = files.filter((file) => file.status === 'failed' && file.assertionResults.length === 0)
  const failures = [
    ...tests.filter((test) => test.status === 'failed').map((test) => `${test.file}: ${test.fullName.trim()}`),
    ...broken.map((file) => `${relative(root, file.name)}: no test of it ran`),
  ]
  const skipped = tests.filter((test) => ['pending', 'skipped', 'todo', 'disabled'].includes(test.status))
  return {
    passed,
    failed: failures.length === 0 && code !== 0 ? 1 : failures.length,
    failures,
    skipped: skipped.map((test) => test.fullName.trim()),
  }
}

/**
 * @param {string} file
 * @returns {TestFile[]} none where Vitest ended before it wrote its report
 */
function readReport(file) {
  try {
    const report = /** @type {{ testResults: TestFile[] }} */ (JSON.parse(readFileSync(file, 'utf8')))
    return report.testResults
  } catch {
    return []
  }
}
