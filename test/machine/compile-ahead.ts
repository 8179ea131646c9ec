import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { join } from 'node:path'

const sources = join(import.meta.dirname, '..', '..', 'src-main')

/** Of processes that tests mostly end by SIGKILL, so that they never write down what they have compiled. */
const entries = ['multiprocessing/worker/entry.ts', 'multiprocessing/compare/entry.ts', 'supervisor/process/entry.ts']

/**
 * Fills an empty NODE_COMPILE_CACHE with the modules of these entries, before the tests of a run begin. Each is started
 * without what it needs, compiles all it imports, and ends at once.
 */
export default async function compileAhead(): Promise<void> {
  const folder = process.env['NODE_COMPILE_CACHE']
  if (folder === undefined || existsSync(folder)) return
  await Promise.all(
    entries.map((entry) => once(spawn(process.execPath, [join(sources, entry)], { stdio: 'ignore' }), 'exit')),
  )
}
