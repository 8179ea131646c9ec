// @ts-check
import { setUp } from './set-up.mjs'

await setUp()
const { buildIfStale } = await import('./bundle.mjs')
const { runCli } = await import('./cli.mjs')
process.exitCode = (await buildIfStale()) ? await runCli(process.argv.slice(2)) : 1
