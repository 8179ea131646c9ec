import { spawnSync } from 'node:child_process'
import { chmodSync, mkdirSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Fault } from './fault.ts'
import { Host, endAll } from './host.ts'
import { waitUntil } from './wait-until.ts'

/** `nobody` on most systems; any id but ours will do. */
const stranger = 65_534

/** Goes through everything in a folder, and prints what it could list, read, write or connect to. */
const intrusion = `
const { closeSync, lstatSync, openSync, readdirSync, rmSync } = require('node:fs')
const { connect } = require('node:net')
const { join } = require('node:path')
function attempt(path, what, act) {
  try { act() } catch { return }
  console.log(what + ' ' + path)
}
function visit(path) {
  let stat
  try { stat = lstatSync(path) } catch { return }
  if (stat.isDirectory()) {
    attempt(path, 'made a file in', () => {
      const file = join(path, 'intruder')
      closeSync(openSync(file, 'wx'))
      rmSync(file)
    })
    attempt(path, 'listed', () => { for (const name of readdirSync(path)) visit(join(path, name)) })
  } else if (stat.isSocket()) {
    connect(path).on('connect', function () { console.log('connected to ' + path); this.destroy() }).on('error', () => undefined)
  } else {
    attempt(path, 'read', () => closeSync(openSync(path, 'r')))
    attempt(path, 'wrote', () => closeSync(openSync(path, 'r+')))
  }
}
process.argv.slice(1).forEach(visit)
`

/** What everybody can see of the folder itself, which was there with mode 0755 before Forkyard was. */
const harmless = /^listed [^/]*(\/[^/]+)*\/home$/

function intrude(uid: number, paths: string[]): string[] {
  const { stdout, stderr } = spawnSync(process.execPath, ['-e', intrusion, ...paths], {
    uid,
    gid: uid,
    encoding: 'utf8',
    cwd: '/',
  })
  if (stderr !== '') throw new Error(`The intruder failed: ${stderr}`)
  return [...new Set(stdout.split('\n'))].filter((line) => line !== '' && !harmless.test(line))
}

export const fault: Fault = {
  title:
    'Another user of the machine tries to list, read, write and connect to everything in a data folder of mode 0755.',
  impossible: () => (process.getuid?.() === 0 ? undefined : 'only root can become another user'),
  async run({ folder }) {
    const dataFolder = join(folder, 'home')
    try {
      // Neither the folder that was there before nor the umask protects anything.
      mkdirSync(dataFolder)
      for (const path of [folder, dataFolder]) chmodSync(path, 0o755)
      const umask = process.umask(0)
      const host = await Host.start(folder).finally(() => process.umask(umask))
      const task = { command: { kind: 'shell' as const, line: 'echo private; exec sleep 60' }, folder }
      await host.get('submit', { tasks: [task], times: 2 })
      const live = await waitUntil('two live runs', async () => {
        const runs = await host.get('listLive', {})
        return runs.length === 2 && runs.every(({ state }) => state === 'running') && runs
      })
      await host.get('kill', { targets: live.slice(0, 1).map(({ runId }) => ({ runId })) })
      await waitUntil('a backup', () => readdirSync(dataFolder).includes('backups'))
      const everything = intrude(0, [dataFolder])
      const got = intrude(stranger, [dataFolder, ...pathsIn(everything)])
      if (got.length > 0) throw new Error(`Another user ${got.join(', ')}.`)
      for (const kind of ['forkyard.sqlite', 'secret.key', 'backups/', 'logs/', '/journal', '/secret', 'host.socket']) {
        if (!everything.some((line) => line.includes(kind))) throw new Error(`Its owner does not reach ${kind} either.`)
      }
      return { 'reached by its owner': everything.length, 'reached by another user': got.length }
    } finally {
      await endAll(folder)
    }
  },
}

/** The names that its owner found: whoever guesses them needs to list no folder. */
function pathsIn(lines: string[]): string[] {
  return lines.map((line) => line.slice(line.indexOf('/')))
}
