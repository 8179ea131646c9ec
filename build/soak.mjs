// @ts-check
import { setUp } from './set-up.mjs'

await setUp()
const { buildIfStale } = await import('./bundle.mjs')
const { runSoaks } = await import('./test/soaks.mjs')
process.exitCode = (await buildIfStale()) ? await runSoaks(process.argv.slice(2)) : 1
