import { spawnSync } from 'node:child_process'
import { chmod, mkdir } from 'node:fs/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { Home } from './harness/home.ts'

const isRoot = process.getuid?.() === 0
/** `nobody` on most systems; any id but ours will do. */
const stranger = 65_534

/** Tries to enter, read and connect to everything in a folder; prints what worked. */
const intrusion = `
const { readdirSync, readFileSync, statSync } = require('node:fs')
const { connect } = require('node:net')
const { join } = require('node:path')
const tries = []
function attempt(path) {
  try { if (statSync(path).isDirectory()) { for (const name of readdirSync(path)) attempt(join(path, name)); return } } catch { return }
  try { readFileSync(path); console.log('read ' + path) } catch {}
}
attempt(process.argv[1])
for (const path of process.argv.slice(2)) {
  connect(path).on('connect', function () { console.log('connected ' + path); this.destroy() }).on('error', (error) => console.error(error.code))
}
`

let home: Home

beforeAll(async () => {
  home = await Home.make()
  // A folder that was not made by Forkyard, and that everybody may look into.
  await mkdir(home.dataFolder)
  await chmod(home.folder, 0o755)
  await chmod(home.dataFolder, 0o755)
  await home.startHost()
}, 60_000)
afterAll(() => home.remove(), 60_000)

test.skipIf(!isRoot)('another user of the machine reaches neither the socket nor a file (needs root)', async () => {
  await home.add('--wait', '--', 'echo', 'private')
  const socket = `${home.dataFolder}/run/host.socket`
  const intrude = (uid: number) =>
    spawnSync(process.execPath, ['-e', intrusion, home.dataFolder, socket], {
      uid,
      gid: uid,
      encoding: 'utf8',
      cwd: '/',
    })
  const asStranger = intrude(stranger)
  expect({ stdout: asStranger.stdout, stderr: asStranger.stderr }).toEqual({ stdout: '', stderr: 'EACCES\n' })
  // The same attempt as this user gets everywhere, so it would have told.
  const asOwner = intrude(0).stdout
  expect(asOwner).toContain(`connected ${socket}`)
  expect(asOwner).toContain('logs/0/1-1.log')
})
