// @ts-check
import { setUp } from './set-up.mjs'

await setUp()
const { buildIfStale } = await import('./bundle.mjs')
const { runHere } = await import('./run.mjs')
// What is made to fail is what a person runs: the bundled host, supervisor and storage.
process.exitCode = (await buildIfStale())
  ? await runHere(process.execPath, ['test/faults/run.ts', ...process.argv.slice(2)])
  : 1
