// @ts-check
import { setUp } from './set-up.mjs'

await setUp()
const { buildIfStale } = await import('./bundle.mjs')
const isBuilt = await buildIfStale()
const { say } = await import('./set-up/say.mjs')
if (isBuilt) say('out/ is built from the sources as they are.')
process.exitCode = isBuilt ? 0 : 1
