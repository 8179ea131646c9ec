// @ts-check
import { spawn } from 'node:child_process'
import { root } from './set-up/folders.mjs'
import { bindToUs, exitCodeOf, passSignals } from './set-up/signals.mjs'

/**
 * Runs a program to its end in the repository's folder, keeping what it prints.
 * @param {string} program
 * @param {string[]} args
 * @param {Record<string, string | undefined>} [environment] added to ours
 * @returns {Promise<{ code: number, output: string, seconds: number }>} stdout and stderr as they came
 */
export async function runCaptured(program, args, environment = {}) {
  const start = performance.now()
  const child = spawn(program, args, {
    cwd: root,
    env: { ...process.env, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  bindToUs(child)
  let output = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (/** @type {string} */ text) => (output += text))
  }
  const closed = new Promise((resolve) => child.once('close', resolve))
  const code = await exitCodeOf(child)
  await closed
  return { code, output: output.trim(), seconds: (performance.now() - start) / 1000 }
}

/**
 * Runs a program to its end in the repository's folder, on our terminal; signals are its own to answer.
 * @param {string} program
 * @param {string[]} args
 * @param {Record<string, string | undefined>} [environment] added to ours
 * @returns {Promise<number>} its exit code
 */
export async function runHere(program, args, environment = {}) {
  const child = spawn(program, args, { cwd: root, env: { ...process.env, ...environment }, stdio: 'inherit' })
  passSignals(child)
  return exitCodeOf(child)
}
