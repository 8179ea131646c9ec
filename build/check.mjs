// @ts-check
import { setUp } from './set-up.mjs'

await setUp()
const { buildIfStale } = await import('./bundle.mjs')
const { runChecks } = await import('./checks.mjs')
const { printTotals } = await import('./report.mjs')
process.exitCode = (await buildIfStale()) ? printTotals(await runChecks()) : 1
