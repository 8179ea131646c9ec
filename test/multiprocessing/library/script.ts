import { spawnSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { timeLimit } from '../../machine/time-limit.ts'

const library = new URL('../../../src-main/library.ts', import.meta.url).href

/** Runs a script in a Node of its own, which may start processes; it has the library's names already. */
export function runScript(
  folder: string,
  code: string,
  stdio: 'pipe' | 'ignore' = 'pipe',
): { stdout: string; stderr: string } {
  const path = join(folder, 'script.mjs')
  writeFileSync(path, `import { Process, Pool, isMainProcess } from ${JSON.stringify(library)}\n${code}`)
  const { stdout, stderr } = spawnSync(process.execPath, [path], { encoding: 'utf8', timeout: timeLimit(), stdio })
  return { stdout, stderr }
}
