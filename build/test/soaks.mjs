// @ts-check
import { join } from 'node:path'
import { runHere } from '../run.mjs'
import { root } from '../set-up/folders.mjs'
import { say } from '../set-up/say.mjs'
import { printTotals } from '../report.mjs'
import { runEndToEndTests } from './end-to-end.mjs'
import { temporaryIn, withTestFolder } from './test-folder.mjs'
import { runTestsUnderLoad } from './under-load.mjs'

const inFull = { FORKYARD_TEST_EXTENT: 'long' }
const repeated = ['--tags-filter=soak']

/**
 * What takes too long for `npm test`, by name: repetition in full, every journey on both hosts, and `npm test` itself on a
 * machine that others load. Each resolves with whether it passed.
 * @type {Record<string, () => Promise<boolean>>}
 */
const soaks = {
  workers: () =>
    repeat(
      ['test/multiprocessing/library/worker-faults.test.ts', 'test/multiprocessing/library/pool.test.ts'],
      repeated,
    ),
  queues: () =>
    repeat(
      ['test/multiprocessing/library/queue.test.ts', 'test/multiprocessing/library/queue-by-questions.test.ts'],
      repeated,
    ),
  // All of them: in full a second of the document is a second.
  samples: () => repeat(['test/seed/samples.test.ts'], []),
  hosts: () => runJourneys(),
  tests: () => runTestsUnderLoad(),
}

/**
 * Runs the soaks of these names one after another, or all of them, and ends with one plain line.
 * @param {string[]} wanted
 * @returns {Promise<number>} the exit code
 */
export async function runSoaks(wanted) {
  const unknown = wanted.filter((name) => !Object.hasOwn(soaks, name))
  if (unknown.length > 0) {
    say(`There is no soak ${unknown.join(', ')}. There are: ${Object.keys(soaks).join(', ')}.`)
    return 2
  }
  /** @type {string[]} */
  const failed = []
  const names = wanted.length > 0 ? wanted : Object.keys(soaks)
  for (const name of names) {
    const begin = performance.now()
    const isGood = await soaks[name]?.()
    if (!isGood) failed.push(name)
    const seconds = ((performance.now() - begin) / 1_000).toFixed(0)
    console.log(`soak ${name}: ${isGood ? 'ok' : 'failed'} (${seconds} s)`)
  }
  console.log(
    `${names.length - failed.length} passed, ${failed.length} failed${failed.map((name) => `: ${name}`).join('')}`,
  )
  return failed.length > 0 ? 1 : 0
}

/**
 * Runs the tests of these files in full.
 * @param {string[]} files
 * @param {string[]} selection arguments for Vitest: which of their tests
 */
function repeat(files, selection) {
  return withTestFolder(async (folder) => {
    const vitest = join(root, 'node_modules', 'vitest', 'vitest.mjs')
    const args = [vitest, 'run', ...selection, '--no-file-parallelism', ...files]
    return (await runHere(process.execPath, args, { ...temporaryIn(folder), ...inFull })) === 0
  })
}

function runJourneys() {
  Object.assign(process.env, inFull)
  return withTestFolder(async (folder) => printTotals([await runEndToEndTests(folder)]) === 0).finally(() => {
    for (const name of Object.keys(inFull)) Reflect.deleteProperty(process.env, name)
  })
}
