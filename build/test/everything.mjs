// @ts-check
import { buildIfStale } from '../bundle.mjs'
import { runChecks } from '../checks.mjs'
import { printStep, printTotals } from '../report.mjs'
import { machine, slowness } from '../../test/machine/time-limit.ts'
import { installDebianPackages } from './debian.mjs'
import { runEndToEndTests } from './end-to-end.mjs'
import { endLeftovers } from './leftovers.mjs'
import { withTestFolder } from './test-folder.mjs'
import { runUndisturbed, runUnitTests } from './unit.mjs'
/** @import { Step } from '../report.mjs' */

/**
 * All of `npm test`: static checks, unit and process tests, faults, end-to-end tests, and that nothing of them still runs.
 * @returns {Promise<number>} the exit code
 */
export async function runEverything() {
  await installDebianPackages()
  if (!(await buildIfStale())) {
    return printTotals([{ name: 'build', seconds: 0, passed: 0, failed: 1, skipped: [] }])
  }
  const { start, sync, processors, load } = machine
  console.log(
    `Node starts in ${start} ms, a page is on the disk in ${sync} ms, ${processors} processors, load ${load.toFixed(1)}: ` +
      `time limits are ${slowness} times those of a quick machine.`,
  )
  return withTestFolder(async (folder) => {
    /** @type {Step[]} */
    const steps = []
    const tell = (/** @type {Step} */ step, why = '') => {
      printStep(step, why)
      steps.push(step)
    }
    // Side by side: the tests wait for processes and timers a third of the time. What the checks say comes after them, so
    // that it is not lost between their lines.
    const [unit, checks] = await Promise.all([runUnitTests(folder), collectChecks()])
    for (const { step, why } of checks) tell(step, why)
    tell(unit)
    for (const run of [runUndisturbed, runEndToEndTests, endLeftovers]) tell(await run(folder))
    return printTotals(steps)
  })
}

async function collectChecks() {
  /** @type {{ step: Step, why: string }[]} */
  const checks = []
  await runChecks((step, why) => checks.push({ step, why }), 1)
  return checks
}
