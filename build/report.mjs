// @ts-check

/**
 * What one step of `npm test` came to. A check counts as one; a test run counts its tests.
 * @typedef {object} Step
 * @property {string} name
 * @property {number} seconds
 * @property {number} passed
 * @property {number} failed
 * @property {string[]} [failures] the name of each test that failed, where they are known
 * @property {string[]} skipped the name of each test or check that did not run, with the reason where it is known
 */

/**
 * One line for a step, and below it why it failed.
 * @param {Step} step
 * @param {string} [why]
 */
export function printStep(step, why = '') {
  const isGood = step.failed === 0
  const isSkipped = isGood && step.passed === 0 && step.skipped.length > 0
  const sign = isSkipped ? '–' : isGood ? '✓' : '✗'
  const total = step.passed + step.failed + step.skipped.length
  const counts = total > 1 ? `  ${counted(step)}` : isSkipped ? '  skipped' : ''
  console.log(`${sign} ${step.name.padEnd(34)} ${step.seconds.toFixed(1).padStart(6)} s${counts}`)
  if (why) console.log(`\n${why}\n`)
}

/**
 * The end of `npm test`: what was skipped and what failed, by name, then one plain line with the totals.
 * @param {Step[]} steps
 * @returns {number} the exit code
 */
export function printTotals(steps) {
  const skipped = steps.flatMap((step) => step.skipped)
  if (skipped.length > 0) console.log(`\nSKIPPED on this machine:\n${skipped.map((name) => `  – ${name}`).join('\n')}`)
  const failed = steps.filter((step) => step.failed > 0)
  if (failed.length > 0) console.log(`\nFAILED: ${failed.map((step) => step.name).join(', ')}`)
  for (const name of failed.flatMap((step) => step.failures ?? [])) console.log(`  ✗ ${name}`)
  const sum = steps.reduce(
    (total, step) => ({ passed: total.passed + step.passed, failed: total.failed + step.failed }),
    { passed: 0, failed: 0 },
  )
  console.log(`\n${counted({ ...sum, skipped })}`)
  return sum.failed === 0 && sum.passed > 0 ? 0 : 1
}

/** @param {Pick<Step, 'passed' | 'failed' | 'skipped'>} step */
function counted({ passed, failed, skipped }) {
  const counts = `${passed} passed, ${failed} failed`
  return skipped.length > 0 ? `${counts}, ${skipped.length} skipped` : counts
}
