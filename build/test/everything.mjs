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
    const steps = await runChecks()
    for (const run of [runUnitTests, runUndisturbed, runEndToEndTests, endLeftovers]) {
      const step = await run(folder)
      printStep(step)
      steps.push(step)
    }
    return printTotals(steps)
  })
}
