// @ts-check
import { mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { root } from './folders.mjs'
import { say } from './say.mjs'

const folder = join(root, '.cache')

/**
 * Carries out `work` while no other process of this repository does work of the same name: `npm start` in one terminal
 * and `npm test` in another must not both install or build. The lock of a process that died is taken over.
 * @template Result
 * @param {string} name
 * @param {() => Promise<Result>} work
 * @returns {Promise<Result>}
 */
export async function alone(name, work) {
  const file = join(folder, `${name}.lock`)
  mkdirSync(folder, { recursive: true })
  for (let isTold = false; !take(file); isTold = true) {
    if (!isTold) say(`Waiting for another command that is at the same work (${name})…`)
    await wait(200)
  }
  try {
    return await work()
  } finally {
    rmSync(file, { force: true })
  }
}

/** @param {string} file */
function take(file) {
  try {
    writeFileSync(file, String(process.pid), { flag: 'wx' })
    return true
  } catch {
    if (!isHeld(file)) rmSync(file, { force: true })
    return false
  }
}

/** @param {string} file */
function isHeld(file) {
  try {
    const pid = Number(readFileSync(file, 'utf8'))
    // Empty for the moment between its making and its writing.
    if (pid === 0) return Date.now() - statSync(file).mtimeMs < 2_000
    process.kill(pid, 0)
    return true
  } catch (error) {
    return /** @type {NodeJS.ErrnoException} */ (error).code === 'EPERM'
  }
}
