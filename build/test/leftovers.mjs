// @ts-check
import { readdirSync, readFileSync, readlinkSync } from 'node:fs'
import { setTimeout as wait } from 'node:timers/promises'
import { timeLimit } from '../../test/machine/time-limit.ts'
import { say } from '../set-up/say.mjs'
/** @import { Step } from '../report.mjs' */

/**
 * Fails where a process of the tests still runs, names it and ends it. Processes are told by the path of the tests'
 * folder for temporary files in their environment, their arguments, as their working folder or as where their output goes.
 * @param {string} folder
 * @param {{ patience?: number }} [options] milliseconds that what is just ending gets
 * @returns {Promise<Step>}
 */
export async function endLeftovers(folder, { patience = timeLimit(5_000) } = {}) {
  const name = 'nothing left running'
  const start = performance.now()
  if (process.platform !== 'linux') {
    return { name, seconds: 0, passed: 0, failed: 0, skipped: [`${name}: looked for on Linux only`] }
  }
  let left = processesOf(folder)
  while (left.length > 0 && performance.now() - start < patience) {
    await wait(100)
    left = processesOf(folder)
  }
  for (const { pid, command } of left) {
    say(`Still runs after the tests, and is ended now: ${pid} ${command}`)
    process.kill(pid, 'SIGKILL')
  }
  return {
    name,
    seconds: (performance.now() - start) / 1000,
    passed: left.length === 0 ? 1 : 0,
    failed: left.length === 0 ? 0 : 1,
    skipped: [],
  }
}

/**
 * @param {string} folder
 * @returns {{ pid: number, command: string }[]}
 */
export function processesOf(folder) {
  return readdirSync('/proc')
    .map(Number)
    .filter((pid) => Number.isInteger(pid) && pid !== process.pid)
    .flatMap((pid) => {
      const command = read(pid, 'cmdline').replaceAll('\0', ' ').trim()
      const isOurs = [read(pid, 'environ'), command, ...['cwd', 'fd/1', 'fd/2'].map((link) => linked(pid, link))].some(
        (text) => text.includes(folder),
      )
      return isOurs ? [{ pid, command }] : []
    })
}

/**
 * @param {number} pid
 * @param {string} file
 * @returns {string} empty where the process has ended, is a zombie, or belongs to someone else
 */
function read(pid, file) {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'latin1')
  } catch {
    return ''
  }
}

/**
 * @param {number} pid
 * @param {string} link
 */
function linked(pid, link) {
  try {
    return readlinkSync(`/proc/${pid}/${link}`)
  } catch {
    return ''
  }
}
