import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { installElectron } from '../../build/start/electron-install.mjs'

describe("Electron's installer", () => {
  let work: string
  let folders: { electronFolder: string; temporaryFolder: string }

  beforeEach(() => {
    work = mkdtempSync(join(tmpdir(), 'install-'))
    folders = { electronFolder: join(work, 'electron'), temporaryFolder: join(work, 'temporary') }
    for (const folder of Object.values(folders)) mkdirSync(folder)
  })

  afterEach(() => {
    rmSync(work, { recursive: true, force: true })
  })

  function writeInstaller(script: string): void {
    writeFileSync(join(folders.electronFolder, 'install.js'), script)
  }

  it('that succeeds gives no reason', async () => {
    writeInstaller('process.exit(0)')
    expect(await installElectron(folders)).toBeUndefined()
  })

  it('that fails is quoted, with the cause and not the wrapper around it', async () => {
    const cause = 'new Error("getaddrinfo ENOTFOUND github.com")'
    writeInstaller(`console.error(new TypeError('fetch failed', { cause: ${cause} })); process.exit(1)`)
    expect(await installElectron(folders)).toBe('getaddrinfo ENOTFOUND github.com')
  })

  it('is given up when nothing new was written for a while', async () => {
    writeInstaller('setInterval(() => {}, 1000)')
    expect(await installElectron({ ...folders, patience: 1_000 })).toBe('no progress for 1 s')
  })

  it('that is slow but goes on is not given up', async () => {
    writeInstaller(`
      const { appendFileSync } = require('node:fs')
      const file = require('node:path').join(require('node:os').tmpdir(), 'electron.zip')
      let count = 0
      setInterval(() => (++count > 12 ? process.exit(0) : appendFileSync(file, 'x')), 200)
    `)
    expect(await installElectron({ ...folders, patience: 1_000 })).toBeUndefined()
  })
})
