// @ts-check
import { spawn } from 'node:child_process'
import { createWriteStream, mkdirSync } from 'node:fs'
import { join, relative } from 'node:path'
import { root } from '../set-up/folders.mjs'
import { bindToUs, exitCodeOf } from '../set-up/signals.mjs'
import { findOnPath } from './find-on-path.mjs'

/**
 * Takes a processor for as long as its parent lives, however that ends. The parent's PID is its argument: it may have ended
 * before this asks for the first time.
 */
export const busyLoop = 'while (process.ppid === Number(process.argv[1]));'

/** @typedef {{ name: string, loops: number, before: string[] }} Run */

/**
 * Runs `npm test` twice with two busy loops beside it and once on one processor, keeps what each printed, and says with
 * one line what came of it.
 * @returns {Promise<boolean>} whether all of them passed
 */
export async function runTestsUnderLoad() {
  const folder = join(root, '.cache', 'soak', new Date().toISOString().slice(0, 19).replaceAll(':', '-'))
  mkdirSync(folder, { recursive: true })
  /** @type {Run[]} */
  const runs = [
    { name: '1-two-busy-loops', loops: 2, before: [] },
    { name: '2-two-busy-loops', loops: 2, before: [] },
  ]
  if (findOnPath('taskset')) runs.push({ name: '3-one-processor', loops: 0, before: ['taskset', '-c', '0'] })
  else console.log('npm test on one processor: skipped, taskset is not here')
  let passed = 0
  for (const run of runs) if (await runTests(run, join(folder, `${run.name}.log`))) passed++
  console.log(`npm test passed ${passed} of ${runs.length} times under load; logs in ${relative(root, folder)}`)
  return passed === runs.length
}

/**
 * @param {Run} run
 * @param {string} file for what it prints
 */
async function runTests({ name, loops, before }, file) {
  const begin = performance.now()
  const args = ['-e', busyLoop, String(process.pid)]
  const busy = Array.from({ length: loops }, () => spawn(process.execPath, args, { stdio: 'ignore' }))
  for (const loop of busy) bindToUs(loop)
  try {
    const [program, ...rest] = [...before, process.execPath, join(root, 'build', 'test.mjs')]
    const child = spawn(program, rest, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] })
    bindToUs(child)
    const log = createWriteStream(file)
    let last = ''
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (/** @type {string} */ text) => {
        log.write(text)
        last = (last + text).slice(-1_000)
      })
    }
    const closed = new Promise((resolve) => child.once('close', resolve))
    const code = await exitCodeOf(child)
    await closed
    log.end()
    const minutes = ((performance.now() - begin) / 60_000).toFixed(1)
    console.log(`${name}: ${last.trim().split('\n').at(-1) ?? ''} (${minutes} min, exit code ${code})`)
    return code === 0
  } finally {
    for (const loop of busy) loop.kill('SIGKILL')
  }
}
