// @ts-check
import { setUp } from './set-up.mjs'

await setUp()
const { join } = await import('node:path')
const { root } = await import('./set-up/folders.mjs')
const { findElectron } = await import('./start/electron-binary.mjs')
if (findElectron() && !process.argv.includes('--browser')) {
  const { runHere } = await import('./run.mjs')
  const electronVite = join(root, 'node_modules', 'electron-vite', 'bin', 'electron-vite.js')
  process.exitCode = await runHere(process.execPath, [electronVite, 'dev', '--watch', '--config', 'electron.config.ts'])
} else {
  const { serveForDevelopment } = await import('./dev/browser.mjs')
  await serveForDevelopment()
}
