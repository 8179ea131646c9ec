// @ts-check
import { setUp } from './set-up.mjs'

await setUp()
const { buildIfStale } = await import('./bundle.mjs')
const { start } = await import('./start/ways.mjs')
process.exitCode = (await buildIfStale()) ? await start(process.argv.slice(2)) : 1
