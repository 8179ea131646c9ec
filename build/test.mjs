// @ts-check
import { setUp } from './set-up.mjs'

await setUp()
const { runEverything } = await import('./test/everything.mjs')
process.exitCode = await runEverything()
