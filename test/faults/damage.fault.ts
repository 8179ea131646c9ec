import { spawnSync } from 'node:child_process'
import { randomBytes, randomInt } from 'node:crypto'
import {
  closeSync,
  cpSync,
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import type { Fault } from './fault.ts'
import { fillDatabase } from './filled-database.ts'
import { Host, cli, dataFolderIn, endAll } from './host.ts'
import { waitUntil } from './wait-until.ts'
import { timeLimit } from '../machine/time-limit.ts'

const content = { ended: 2_000, queued: 50 }
const pageSize = 4_096

export const fault: Fault = {
  title:
    'While no host runs, a page of the database is overwritten with noise (the header, the freelist, each table and index, and others at random), or the file is emptied, cut, removed, exchanged, or of a newer version.',
  async run({ extent, folder }) {
    const dataFolder = dataFolderIn(folder)
    const whole = join(folder, 'whole')
    try {
      await makeWhole(folder, whole)
      const pages = choosePages(join(whole, 'forkyard.sqlite'), extent === 'long' ? 20 : 3)
      for (const [index, { name, page }] of pages.entries()) {
        rmSync(dataFolder, { recursive: true })
        cpSync(whole, dataFolder, { recursive: true })
        overwrite(join(dataFolder, 'forkyard.sqlite'), page)
        if (index === 0) expectRefusal(folder, name)
        await expectRestored(folder, name)
      }
      const spoilings = Object.entries(spoil).slice(0, extent === 'long' ? undefined : 2)
      for (const [name, act] of spoilings) {
        rmSync(dataFolder, { recursive: true })
        cpSync(whole, dataFolder, { recursive: true })
        act(join(dataFolder, 'forkyard.sqlite'))
        expectWaysOut(folder, name)
        await expectRestored(folder, name)
      }
      const detected = pages.length + spoilings.length
      return { pages: pages.length, 'whole files': spoilings.length, detected, 'backups restored': detected }
    } finally {
      await endAll(folder)
    }
  },
}

/** A data folder with a backup of all that is in its database, and pages in the freelist. */
async function makeWhole(folder: string, whole: string): Promise<void> {
  const dataFolder = dataFolderIn(folder)
  mkdirSync(dataFolder, { recursive: true, mode: 0o700 })
  fillDatabase(dataFolder, content)
  const database = new DatabaseSync(join(dataFolder, 'forkyard.sqlite'))
  database.exec('CREATE TABLE filler (content BLOB); INSERT INTO filler VALUES (zeroblob(65536)); DROP TABLE filler')
  database.close()
  const host = await Host.start(folder)
  await waitUntil('the backup', () => backupsIn(dataFolder).length > 0)
  await host.end()
  await endAll(folder)
  unpauseBackup(dataFolder)
  cpSync(dataFolder, whole, { recursive: true, filter: (file) => !file.includes('/run') })
}

/** So that a pool which is paused after the restoration was paused by it. */
function unpauseBackup(dataFolder: string): void {
  const [name = ''] = backupsIn(dataFolder)
  const backup = new DatabaseSync(join(dataFolder, 'backups', name))
  backup.exec('UPDATE pools SET is_paused = 0')
  backup.close()
}

function choosePages(file: string, count: number): { name: string; page: number }[] {
  const freelist = readFileSync(file).readUInt32BE(32)
  if (freelist === 0) throw new Error('The database has no freelist.')
  const database = new DatabaseSync(file, { readOnly: true })
  const roots = database.prepare('SELECT name, rootpage AS page FROM sqlite_schema WHERE rootpage > 0').all()
  const tableCount = Number(database.prepare('PRAGMA page_count').get()?.page_count) - pageSize / 128
  database.close()
  const chosen = [
    { name: 'the header', page: 1 },
    { name: 'the freelist', page: freelist },
    ...roots.map(({ name, page }) => ({ name: String(name), page: Number(page) })),
  ]
  // The last pages may be free ones, of which nothing is read.
  while (chosen.length < count) chosen.push({ name: 'a page at random', page: randomInt(2, tableCount) })
  return chosen.slice(0, count)
}

function overwrite(file: string, page: number): void {
  const descriptor = openSync(file, 'r+')
  writeSync(descriptor, randomBytes(pageSize), 0, pageSize, (page - 1) * pageSize)
  closeSync(descriptor)
}

/** What else may have become of the file. */
const spoil: Record<string, (file: string) => void> = {
  'the file emptied': (file) => {
    writeFileSync(file, '')
  },
  'a newer version': (file) => {
    change(file, 'PRAGMA user_version = 1000')
  },
  'the file cut': (file) => {
    truncateSync(file, statSync(file).size / 2)
  },
  'the file removed': (file) => {
    rmSync(file)
  },
  'another program’s file': (file) => {
    rmSync(file)
    change(file, 'CREATE TABLE songs (title TEXT)')
  },
}

function change(file: string, sql: string): void {
  const database = new DatabaseSync(file)
  database.exec(sql)
  database.close()
}

function serve(folder: string): { status: number | null; stderr: string } {
  const env = { PATH: process.env.PATH, HOME: folder, FORKYARD_HOME: dataFolderIn(folder) }
  return spawnSync(process.execPath, [cli, 'serve', '--no-http'], { env, encoding: 'utf8', timeout: timeLimit(60_000) })
}

function expectWaysOut(folder: string, name: string): void {
  const { status, stderr } = serve(folder)
  const [backup = ''] = backupsIn(dataFolderIn(folder))
  const isTold = [backup, '--restore-backup', '--start-empty'].every((word) => stderr.includes(word))
  if (status !== 1 || !isTold) throw new Error(`With ${name}, a start ended with ${String(status)} and said: ${stderr}`)
}

function expectRefusal(folder: string, name: string): void {
  const dataFolder = dataFolderIn(folder)
  for (const start of ['first', 'second']) {
    const { status, stderr } = serve(folder)
    const [damaged = ''] = damagedIn(dataFolder)
    const [backup = ''] = backupsIn(dataFolder)
    const isTold = [damaged, backup, '--restore-backup', '--start-empty'].every((word) => stderr.includes(word))
    if (status !== 1 || damaged === '' || !isTold || existsSync(join(dataFolder, 'forkyard.sqlite')))
      throw new Error(`With ${name} overwritten, the ${start} start ended with ${String(status)} and said: ${stderr}`)
  }
}

async function expectRestored(folder: string, name: string): Promise<void> {
  const dataFolder = dataFolderIn(folder)
  const host = await Host.start(folder, {}, ['--restore-backup'])
  const history = await host.get('listHistory', { count: 500 })
  const { depth } = await host.get('listQueue', { offset: 0, count: 1 })
  const [pool] = (await host.get('hostStatus', {})).pools
  await host.get('submit', { tasks: [{ command: { kind: 'argv', argv: ['true'] } }] })
  await host.end()
  if (damagedIn(dataFolder).length !== Number(name !== 'the file removed'))
    throw new Error(`With ${name} overwritten, nothing was moved aside.`)
  if (history.total !== content.ended || history.runs.length !== 500 || depth !== content.queued || !pool?.isPaused)
    throw new Error(
      `With ${name} overwritten, ${String(history.total)} ended and ${String(depth)} queued runs are there.`,
    )
}

function damagedIn(dataFolder: string): string[] {
  return readdirSync(dataFolder).filter((file) => /\.(damaged|newer)-.*Z$/.test(file))
}

function backupsIn(dataFolder: string): string[] {
  const folder = join(dataFolder, 'backups')
  return existsSync(folder) ? readdirSync(folder).filter((file) => file.endsWith('.sqlite')) : []
}
