import { execFile, spawn, spawnSync } from 'node:child_process'
import { promisify } from 'node:util'

/** Runs a shell line to its end and gives the milliseconds it took. Throws where it fails. */
export async function timeShell(line: string): Promise<number> {
  const begin = performance.now()
  const child = spawn('/bin/sh', ['-c', line], { stdio: 'ignore' })
  const code = await new Promise((resolve) => child.once('exit', resolve))
  if (code !== 0) throw new Error(`${line} ended with ${String(code)}`)
  return performance.now() - begin
}

/** Whether a program is on PATH: peers that are not installed are left out by name. */
export function isInstalled(program: string): boolean {
  return spawnSync('/bin/sh', ['-c', `command -v ${program}`], { stdio: 'ignore' }).status === 0
}

/** Runs Python code that prints the milliseconds of what is measured. */
export async function timePython(code: string): Promise<number> {
  const { stdout } = await promisify(execFile)('python3', ['-c', code])
  return Number(stdout)
}
