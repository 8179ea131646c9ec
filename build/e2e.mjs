// @ts-check
import { setUp } from './set-up.mjs'

await setUp()
// All journeys on both hosts, with all their pictures.
process.env['FORKYARD_TEST_EXTENT'] ??= 'long'
const { buildIfStale } = await import('./bundle.mjs')
const { printTotals } = await import('./report.mjs')
const { runEndToEndTests } = await import('./test/end-to-end.mjs')
const { withTestFolder } = await import('./test/test-folder.mjs')
process.exitCode = (await buildIfStale())
  ? await withTestFolder(async (folder) => printTotals([await runEndToEndTests(folder, process.argv.slice(2))]))
  : 1
