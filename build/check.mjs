// @ts-check
import { setUp } from './set-up.mjs'

await setUp()
const { buildIfStale } = await import('./bundle.mjs')
const { runChecks } = await import('./checks.mjs')
const { printStep, printTotals } = await import('./report.mjs')
/** @type {import('./report.mjs').Step[]} */
const steps = []
if (await buildIfStale()) {
  await runChecks((step, why) => {
    printStep(step, why)
    steps.push(step)
  })
  process.exitCode = printTotals(steps)
} else process.exitCode = 1
