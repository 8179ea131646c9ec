import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { cpSync, existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { setImmediate, setTimeout as wait } from 'node:timers/promises'
import { openDatabase } from '../../src-main/engine/storage/database.ts'
import { migrations } from '../../src-main/engine/storage/migrations.ts'
import { copyOldFolder } from '../engine/storage/old-folder.ts'
import type { Fault } from './fault.ts'

/** The version of the data folder that is converted. */
const oldVersion = 2

/** What the archive of that version holds, as test/engine/storage/databases/README.md says. */
const archived = { waiting: 3, alive: 3, ended: 11, cleared: 1 }

/** A process that opens the database as a host would. */
const opener = `
  import { openDatabase } from ${JSON.stringify(new URL('../../src-main/engine/storage/database.ts', import.meta.url).href)}
  console.log('ready')
  const opened = openDatabase({ folder: process.argv[1], onDamage: 'refuse' })
  console.log('database' in opened ? 'opened' : JSON.stringify(opened))
`

export const fault: Fault = {
  title: 'A process that converts the database of the version before is killed with -9 at random moments.',
  async run({ extent, folder }) {
    const kills = extent === 'long' ? 40 : 4
    const added = extent === 'long' ? 20_000 : 4_000
    const old = join(folder, 'old')
    const dataFolder = join(folder, 'home')
    mkdirSync(old, { recursive: true })
    copyOldFolder(oldVersion, old)
    addEndedRuns(old, added)
    const whole = await convert(old, dataFolder)
    const seen = { old: 0, new: 0, 'not begun': 0 }
    for (let kill = 0; kill < kills; kill++) {
      // Most of the time goes into the check and the backup: three of four kills come soon after that, the first at once.
      const from = kill % 4 === 3 ? 'ready' : 'backedUp'
      const span = whole.ended - whole[from]
      await convert(old, dataFolder, { from, after: kill === 0 ? 0 : Math.random() ** 2 * span })
      seen[expectOldOrNew(dataFolder, added)]++
      expectFinish(dataFolder, added)
    }
    if (seen.old === 0) throw new Error('No kill met the conversion.')
    return {
      kills,
      'found old, with a backup': seen.old,
      'found new': seen.new,
      'killed before it began': seen['not begun'],
    }
  },
}

/** So many copies of the run that has everything: a name, variables, a secret, an attempt, a log. */
function addEndedRuns(folder: string, count: number): void {
  const database = new DatabaseSync(join(folder, 'forkyard.sqlite'))
  database.exec(`
    BEGIN;
    CREATE TEMP TABLE numbers AS WITH RECURSIVE counted (n) AS
      (SELECT 1 UNION ALL SELECT n + 1 FROM counted WHERE n < ${String(count)}) SELECT n FROM counted;
    INSERT INTO runs SELECT 1000 + n, task_id, n, state, queued_at, queue_order, attempt, refusals, kept_from, 1000 + n,
      outcome, outcome_detail, notes, pid, started_at, ended_at, wait_time, run_time, log_bytes
      FROM runs, numbers WHERE run_id = 2;
    INSERT INTO attempts SELECT 1000 + n, attempt, boot_id, pid, start_time, started_at FROM attempts, numbers WHERE run_id = 2;
    UPDATE counters SET value = ${String(count + 1_000)} WHERE name IN ('last_run', 'last_sequence', 'indexed');
    UPDATE tasks SET runs = ${String(count + 1)} WHERE task_id = 2;
    COMMIT;
  `)
  database.close()
}

/** When it came to what, in milliseconds; `ready`: its first word. */
interface Course {
  ready: number
  backedUp: number
  ended: number
}

/** With `kill`, it is killed so many milliseconds after it came there. */
async function convert(
  old: string,
  dataFolder: string,
  kill?: { from: 'ready' | 'backedUp'; after: number },
): Promise<Course> {
  rmSync(dataFolder, { recursive: true, force: true })
  cpSync(old, dataFolder, { recursive: true })
  const child = spawn(process.execPath, ['--input-type=module-typescript', '-e', opener, dataFolder], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
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
function expectOldOrNew(dataFolder: string, added: number): State {
  const database = new DatabaseSync(join(dataFolder, 'forkyard.sqlite'))
  try {
    const version = versionOf(database)
    expectContent(database, added)
    const leftovers = numberOf(database, "SELECT count(*) FROM sqlite_schema WHERE name LIKE 'new_%'")
    const isSound = database.prepare('PRAGMA quick_check').get()?.quick_check === 'ok'
    const isNew = version === migrations.length
    if (!isSound || leftovers > 0 || (!isNew && version !== oldVersion))
      throw new Error(
        `Version ${String(version)} is sound: ${String(isSound)}; ${String(leftovers)} tables are left over.`,
      )
    const backups = backupsIn(dataFolder)
    for (const backup of backups) expectOldCopy(backup, added)
    if (isNew && backups.length === 0) throw new Error('The new version is there without a backup of the old one.')
    if (isNew) return 'new'
    return backups.length > 0 ? 'old' : 'not begun'
  } finally {
    database.close()
  }
}

/** The same in both versions. */
function expectContent(database: DatabaseSync, added: number): void {
  const states = Object.fromEntries(
    database
      .prepare('SELECT state, count(*) AS count FROM runs GROUP BY state')
      .all()
      .map(({ state, count }) => [String(state), Number(count)]),
  )
  const { queued = 0, starting = 0, running = 0, stopping = 0, ended = 0, cleared = 0 } = states
  const found = { waiting: queued, alive: starting + running + stopping, ended, cleared }
  const wanted = { ...archived, ended: archived.ended + added }
  if (JSON.stringify(found) !== JSON.stringify(wanted)) throw new Error(`There are ${JSON.stringify(found)}.`)
}

function expectOldCopy(file: string, added: number): void {
  const database = new DatabaseSync(file, { readOnly: true })
  try {
    expectContent(database, added)
    if (versionOf(database) !== oldVersion) throw new Error(`The backup ${file} is not of the old version.`)
  } finally {
    database.close()
  }
}

/** Every attempt has the outcome of its run, and every task its options. */
function expectFinish(dataFolder: string, added: number): void {
  const opened = openDatabase({ folder: dataFolder, onDamage: 'refuse' })
  if (!('database' in opened)) throw new Error(`The next start failed: ${JSON.stringify(opened)}.`)
  const { database } = opened
  try {
    expectContent(database, added)
    const ended = numberOf(
      database,
      `SELECT count(*) FROM runs JOIN attempts USING (run_id, attempt)
       WHERE runs.outcome_detail = attempts.outcome_detail AND runs.ended_at = attempts.ended_at`,
    )
    const secrets = numberOf(database, "SELECT count(*) FROM tasks WHERE options ->> '$.secrets[0]' = 'TOKEN'")
    // One of the ended runs was cancelled before it began; the one that was cleared has ended, too.
    if (versionOf(database) !== migrations.length || ended !== archived.ended + added || secrets !== 2)
      throw new Error(
        `The next start came to version ${String(versionOf(database))}, ${String(ended)}, ${String(secrets)}.`,
      )
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

function versionOf(database: DatabaseSync): number {
  return numberOf(database, 'PRAGMA user_version')
}

function numberOf(database: DatabaseSync, sql: string): number {
  return Number(Object.values(database.prepare(sql).get() ?? {})[0])
}
