// @ts-check
import { setUp } from './set-up.mjs'

await setUp()
const { buildIfStale } = await import('./bundle.mjs')
const { packageApp } = await import('./dist/package-app.mjs')
process.exitCode = (await buildIfStale()) ? await packageApp(process.argv.slice(2)) : 1
