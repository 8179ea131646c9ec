// @ts-check
import { mkdirSync, rmSync } from 'node:fs'
import { delimiter, dirname, join } from 'node:path'
import { runCaptured, runHere } from '../run.mjs'
import { root } from '../set-up/folders.mjs'
import { say } from '../set-up/say.mjs'

/**
 * Packages out/ with electron-builder into release/. `--stand-in`: on Linux, without network, on a compiled stand-in
 * for Electron into release/stand-in/ (build/stand-in/README.md). Other arguments go to electron-builder.
 * @param {string[]} args
 * @returns {Promise<number>} the exit code
 */
export async function packageApp(args) {
  const builder = join(root, 'node_modules', 'electron-builder', 'cli.js')
  const isStandIn = args.includes('--stand-in')
  const passed = args.filter((arg) => arg !== '--stand-in')
  if (!isStandIn) {
    return runHere(process.execPath, [
      builder,
      '--config',
      'build/electron-builder.ts',
      '--publish',
      'never',
      ...passed,
    ])
  }
  if (process.platform !== 'linux') {
    say('Stand-in builds are made on Linux only.')
    return 1
  }
  if (!(await compileStandIn())) return 1
  rmSync(join(root, 'release', 'stand-in'), { recursive: true, force: true })
  const config = ['--config', 'build/stand-in/electron-builder.ts', '--publish', 'never', '--linux']
  return runHere(process.execPath, [builder, ...config, ...passed], {
    CUSTOM_FPM_PATH: join(root, 'build', 'stand-in', 'fpm.mjs'),
    // For `#!/usr/bin/env node` of fpm.mjs.
    PATH: [dirname(process.execPath), process.env.PATH].join(delimiter),
  })
}

/** Compiles build/stand-in/electron.c to where electron-builder is told that Electron is. */
async function compileStandIn() {
  const folder = join(root, '.cache', 'stand-in-electron')
  mkdirSync(folder, { recursive: true })
  const source = join(root, 'build', 'stand-in', 'electron.c')
  const { code, output } = await runCaptured('gcc', ['-O1', '-Wall', '-o', join(folder, 'electron'), source])
  if (code !== 0) say(`${output}\nThe stand-in for Electron could not be compiled; it needs gcc and libc6-dev.`)
  return code === 0
}
