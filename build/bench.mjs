// @ts-check
import { setUp } from './set-up.mjs'

await setUp()
const { buildIfStale } = await import('./bundle.mjs')
const { runHere } = await import('./run.mjs')
// What is measured is what a person runs: the bundled supervisor, the built window.
process.exitCode = (await buildIfStale())
  ? await runHere(process.execPath, ['test/bench/run.ts', ...process.argv.slice(2)])
  : 1
