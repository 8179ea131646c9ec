// @ts-check
import { setUp } from './set-up.mjs'

await setUp()
const { runHere } = await import('./run.mjs')
process.exitCode = await runHere(process.execPath, ['test/bench/run.ts', ...process.argv.slice(2)])
