import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { cpSync, existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { setImmediate, setTimeout as wait } from 'node:timers/promises'
import { openDatabase } from '../../src-main/engine/storage/database.ts'
import { migrations } from '../../src-main/engine/storage/migrations.ts'
import type { Fault } from './fault.ts'
import { fillDatabase } from './filled-database.ts'

/** A next version as one may come: a column that is computed from others, a table rebuilt, an index. */
const nextVersion = `
ALTER TABLE runs ADD COLUMN worth INTEGER NOT NULL DEFAULT 0;
UPDATE runs SET worth = run_id * 2;
CREATE TABLE rebuilt (task_id INTEGER PRIMARY KEY, command TEXT NOT NULL) STRICT;
INSERT INTO rebuilt SELECT task_id, command FROM tasks;
CREATE INDEX runs_by_worth ON runs (worth);
`
const steps = [...migrations, nextVersion]

/** A process that opens the database as the next version would. */
const opener = `
  import { openDatabase } from ${JSON.stringify(new URL('../../src-main/engine/storage/database.ts', import.meta.url).href)}
  console.log('ready')
  const opened = openDatabase({ folder: process.argv[1], onDamage: 'refuse' }, JSON.parse(process.argv[2]))
  console.log('database' in opened ? 'opened' : JSON.stringify(opened))
`

export const fault: Fault = {
  title: 'A process that brings the database to a next version is killed with -9 at random moments.',
  async run({ extent, folder }) {
    const kills = extent === 'long' ? 40 : 4
    const content = extent === 'long' ? { ended: 10_000, queued: 500 } : { ended: 3_000, queued: 100 }
    const old = join(folder, 'old')
    const dataFolder = join(folder, 'home')
    mkdirSync(old, { recursive: true })
    fillDatabase(old, content)
    const whole = await migrate(old, dataFolder)
    const seen = { old: 0, new: 0, 'not begun': 0 }
    for (let kill = 0; kill < kills; kill++) {
      // Most of the time goes into the check and the backup: three of four kills come soon after that, the first at once.
      const from = kill % 4 === 3 ? 'ready' : 'backedUp'
      const span = whole.ended - whole[from]
      await migrate(old, dataFolder, { from, after: kill === 0 ? 0 : Math.random() ** 2 * span })
      seen[expectOldOrNew(dataFolder, content)]++
      expectFinish(dataFolder, content)
    }
    if (seen.old === 0) throw new Error('No kill met the migration.')
    return {
      kills,
      'found old, with a backup': seen.old,
      'found new': seen.new,
      'killed before it began': seen['not begun'],
    }
  },
}

/** When it came to what, in milliseconds; `ready`: its first word. */
interface Course {
  ready: number
  backedUp: number
  ended: number
}

/** With `kill`, it is killed so many milliseconds after it came there. */
async function migrate(
  old: string,
  dataFolder: string,
  kill?: { from: 'ready' | 'backedUp'; after: number },
): Promise<Course> {
  rmSync(dataFolder, { recursive: true, force: true })
  cpSync(old, dataFolder, { recursive: true })
  const child = spawn(
    process.execPath,
    ['--input-type=module-typescript', '-e', opener, dataFolder, JSON.stringify(steps)],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  )
  const exit = once(child, 'exit')
  await once(child.stdout, 'data')
  const ready = performance.now()
  const end = async (): Promise<void> => {
    if (kill && kill.after > 0) await Promise.race([wait(kill.after), exit])
    if (kill) child.kill('SIGKILL')
  }
  if (kill?.from === 'ready') await end()
  // As closely as can be: on a quick machine a few milliseconds later all is done.
  const isAlive = (): boolean => child.exitCode === null && child.signalCode === null
  while (isAlive() && backupsIn(dataFolder).length === 0) await setImmediate()
  const backedUp = performance.now()
  if (kill?.from === 'backedUp') await end()
  await exit
  return { ready, backedUp, ended: performance.now() }
}

type State = 'old' | 'new' | 'not begun'

/** What another program sees that opens the file first. */
function expectOldOrNew(dataFolder: string, { ended, queued }: { ended: number; queued: number }): State {
  const database = new DatabaseSync(join(dataFolder, 'forkyard.sqlite'))
  const one = (sql: string): number => Number(Object.values(database.prepare(sql).get() ?? {})[0])
  try {
    const version = one('PRAGMA user_version')
    const parts = {
      runs: one('SELECT count(*) FROM runs'),
      isSound: database.prepare('PRAGMA quick_check').get()?.quick_check === 'ok',
      added: one("SELECT count(*) FROM sqlite_schema WHERE name IN ('rebuilt', 'runs_by_worth')"),
      column: one("SELECT count(*) FROM pragma_table_info('runs') WHERE name = 'worth'"),
    }
    const isNew = version === steps.length
    const wanted = { runs: ended + queued, isSound: true, added: isNew ? 2 : 0, column: isNew ? 1 : 0 }
    if (JSON.stringify(parts) !== JSON.stringify(wanted) || (!isNew && version !== migrations.length))
      throw new Error(`Version ${String(version)} has ${JSON.stringify(parts)}.`)
    const backups = backupsIn(dataFolder)
    for (const backup of backups) expectOldCopy(backup, ended + queued)
    if (isNew && backups.length === 0) throw new Error('The new version is there without a backup of the old one.')
    if (isNew) return 'new'
    return backups.length > 0 ? 'old' : 'not begun'
  } finally {
    database.close()
  }
}

function backupsIn(dataFolder: string): string[] {
  const folder = join(dataFolder, 'backups')
  if (!existsSync(folder)) return []
  return readdirSync(folder)
    .filter((file) => file.endsWith('.sqlite'))
    .map((file) => join(folder, file))
}

function expectOldCopy(file: string, runs: number): void {
  const database = new DatabaseSync(file, { readOnly: true })
  const version = Number(database.prepare('PRAGMA user_version').get()?.user_version)
  const count = Number(database.prepare('SELECT count(*) AS count FROM runs').get()?.count)
  database.close()
  if (version !== migrations.length || count !== runs)
    throw new Error(`The backup ${file} has version ${String(version)} and ${String(count)} runs.`)
}

function expectFinish(dataFolder: string, { ended, queued }: { ended: number; queued: number }): void {
  const opened = openDatabase({ folder: dataFolder, onDamage: 'refuse' }, steps)
  if (!('database' in opened)) throw new Error(`The next start failed: ${JSON.stringify(opened)}.`)
  const { worth } = opened.database.prepare('SELECT sum(worth = run_id * 2) AS worth FROM runs').get() ?? {}
  const { version } = opened.database.prepare('SELECT user_version AS version FROM pragma_user_version').get() ?? {}
  opened.database.close()
  if (worth !== ended + queued || version !== steps.length)
    throw new Error(`The next start came to version ${String(version)} with ${String(worth)} runs.`)
}
