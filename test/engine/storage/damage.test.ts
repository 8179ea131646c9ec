import {
  closeSync,
  copyFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  truncateSync,
  utimesSync,
  writeFileSync,
  writeSync,
} from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { describe, expect, it } from 'vitest'
import { backUpAtOnce } from '../../../src-main/engine/storage/backups.ts'
import { migrations } from '../../../src-main/engine/storage/migrations.ts'
import { Store, makeFolder, refusalOf, writeLog } from './store.ts'

const fileIn = (folder: string): string => join(folder, 'forkyard.sqlite')

/** A folder with 30 ended runs in database, logs and a backup. */
function usedFolder(): string {
  const folder = makeFolder()
  const store = Store.open(folder)
  store.ended(...Array.from({ length: 30 }, () => Date.now()))
  backUpAtOnce(store.database, folder)
  store.close()
  return folder
}

function foreignDatabase(file: string): void {
  rmSync(file)
  const database = new DatabaseSync(file)
  database.exec('CREATE TABLE songs (title TEXT); PRAGMA user_version = 7')
  database.close()
}

/** The log that a killed host left, beside a database that is not its own. */
function addForeignLog(folder: string): void {
  const other = makeFolder()
  const killed = Store.open(other)
  killed.submit(300)
  copyFileSync(`${fileIn(other)}-wal`, `${fileIn(folder)}-wal`)
}

const kinds: Record<string, (folder: string) => void> = {
  empty: (folder) => writeFileSync(fileIn(folder), ''),
  'damaged, as it was cut in the middle': (folder) => truncateSync(fileIn(folder), 4_096 * 5),
  'damaged, as its header was overwritten': (folder) => writeFileSync(fileIn(folder), 'noise'),
  missing: (folder) => rmSync(fileIn(folder)),
  'missing, and only its write-ahead log is there': (folder) => {
    rmSync(fileIn(folder))
    writeFileSync(`${fileIn(folder)}-wal`, 'frames')
  },
  foreign: (folder) => foreignDatabase(fileIn(folder)),
  'mixed or damaged, as the write-ahead log is another database’s': addForeignLog,
  'unreadable, as a folder is in its place': (folder) => {
    rmSync(fileIn(folder))
    mkdirSync(fileIn(folder))
  },
}

describe.each(Object.entries(kinds))('a database that is %s', (name, spoil) => {
  it('is told as damage with a backup that can take its place', () => {
    const folder = usedFolder()
    spoil(folder)
    const refusal = refusalOf(folder)
    expect(refusal).toMatchObject({ kind: 'damaged', backup: { file: expect.stringContaining('backups') as string } })
    if (refusal.kind === 'damaged') expect(name).toContain(refusal.damage)
    expect(refusalOf(folder)).toMatchObject({ kind: 'damaged' })
  })

  it('is replaced by the backup, or by an empty one, and is kept with its write-ahead log as it was', () => {
    for (const [choice, ended] of [
      ['restore', 30],
      ['start-empty', 0],
    ] as const) {
      const folder = usedFolder()
      spoil(folder)
      const before = contents(folder)
      const store = Store.open(folder, choice)
      expect(store.runIds).toHaveLength(ended)
      expect(store.nextId).toBe(31)
      expect(contents(folder, '.damaged-')).toEqual(before)
    }
  })
})

describe('a database whose last changes are missing', () => {
  /** A folder as a killed host leaves it: what it began with is in the database, what came later in its write-ahead log. */
  function killedFolder(): string {
    const folder = makeFolder()
    const store = Store.open(folder)
    store.submit(20)
    store.database.exec('PRAGMA wal_checkpoint(TRUNCATE)')
    store.submit(20)
    store.ended(Date.now())
    const copy = makeFolder()
    cpSync(folder, copy, { recursive: true })
    return copy
  }

  it('is whole where nothing was taken away', () => {
    expect(Store.open(killedFolder()).nextId).toBe(42)
  })

  it.each<[string, (log: string) => void]>([
    ['removed', (log) => rmSync(log)],
    ['cut', (log) => truncateSync(log, statSync(log).size - 5_000)],
    ['overwritten in the middle', (log) => overwrite(log, Math.floor(statSync(log).size / 2))],
  ])('as its write-ahead log was %s, is told, and no id is used twice after it', (_, spoil) => {
    for (const files of [[], ['ids.json']]) {
      const folder = killedFolder()
      rmSync(join(folder, 'logs'), { recursive: true })
      spoil(`${fileIn(folder)}-wal`)
      for (const file of files) rmSync(join(folder, file))
      expect(refusalOf(folder)).toMatchObject({ kind: 'damaged', damage: 'mixed' })
    }
    const folder = killedFolder()
    spoil(`${fileIn(folder)}-wal`)
    const store = Store.open(folder, 'start-empty')
    expect(store.nextId).toBeGreaterThan(41)
    store.submit(3)
    expect(Store.open(folder).runIds).toHaveLength(3)
  })
})

function overwrite(file: string, at: number): void {
  const descriptor = openSync(file, 'r+')
  writeSync(descriptor, 'spoilt!!', at)
  closeSync(descriptor)
}

/** What is in the database and its log, or in what was moved aside, without those of 0 bytes that only reading has made. */
function contents(folder: string, infix = ''): Record<string, Buffer> {
  const found: Record<string, Buffer> = {}
  for (const { name } of readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isFile())) {
    const [, moved, suffix = ''] = /^forkyard\.sqlite(\.damaged-[^-]*-[^-]*-[^-]*Z)?(-wal)?$/.exec(name) ?? []
    if (!name.startsWith('forkyard.sqlite') || name.endsWith('-shm') || (moved !== undefined) !== (infix !== ''))
      continue
    const bytes = readFileSync(join(folder, name))
    if (bytes.length > 0) found[suffix === '-wal' ? 'log' : 'database'] = bytes
  }
  return found
}

describe('a database', () => {
  it('with a number in it that nobody can read is told as damaged, with both ways out', () => {
    const folder = usedFolder()
    const database = new DatabaseSync(fileIn(folder))
    database.exec("UPDATE counters SET value = 9007199254740993 WHERE name = 'last_run'")
    database.close()
    expect(refusalOf(folder)).toMatchObject({ kind: 'damaged', backup: { file: expect.any(String) as string } })
    expect(Store.open(folder, 'restore').runIds).toHaveLength(30)
  })

  it('that is an older copy is known by the logs alone', () => {
    const folder = usedFolder()
    const older = readFileSync(fileIn(folder))
    const store = Store.open(folder)
    const [runId] = store.submit(1)
    writeLog(folder, runId!)
    store.end(runId!)
    store.close()
    writeFileSync(fileIn(folder), older)
    for (const name of ['ids.json', 'last-commit']) rmSync(join(folder, name))
    expect(refusalOf(folder)).toMatchObject({ kind: 'damaged', damage: 'mixed' })
  })
})

describe('a database of a newer version', () => {
  const newerFolder = (): string => {
    const folder = usedFolder()
    const database = new DatabaseSync(fileIn(folder))
    database.exec(`PRAGMA user_version = ${String(migrations.length + 1)}`)
    database.close()
    return folder
  }

  it('stays where it is, and both ways out are told', () => {
    const folder = newerFolder()
    const before = readFileSync(fileIn(folder))
    expect(refusalOf(folder)).toMatchObject({ kind: 'too-new', version: migrations.length + 1, movedTo: undefined })
    expect(refusalOf(folder)).toMatchObject({ backup: { file: expect.any(String) as string } })
    expect(readFileSync(fileIn(folder))).toEqual(before)
  })

  it('is moved aside and kept if the choice is an older backup: those of the newer version are passed over', () => {
    const folder = newerFolder()
    const [older = ''] = readdirSync(join(folder, 'backups'))
    copyFileSync(fileIn(folder), join(folder, 'backups', 'newer.sqlite'))
    const anHourAgo = Date.now() / 1_000 - 3_600
    utimesSync(join(folder, 'backups', older), anHourAgo, anHourAgo)
    const before = readFileSync(fileIn(folder))
    expect(Store.open(folder, 'restore').runIds).toHaveLength(30)
    const [kept = ''] = readdirSync(folder).filter((name) => name.includes('.newer-') && name.endsWith('Z'))
    expect(readFileSync(join(folder, kept))).toEqual(before)
  })
})

describe('a backup', () => {
  it('that is damaged too is passed over for an older one, and stays', () => {
    const folder = usedFolder()
    const noise = join(folder, 'backups', 'noise.sqlite')
    copyFileSync(fileIn(folder), noise)
    const bytes = readFileSync(noise)
    writeFileSync(noise, bytes.fill(7, 4_096 * 2, 4_096 * 6))
    writeFileSync(join(folder, 'backups', 'empty.sqlite'), '')
    writeFileSync(fileIn(folder), '')
    const refusal = refusalOf(folder)
    expect(refusal.kind === 'damaged' && refusal.backup?.file).not.toBe(noise)
    expect(Store.open(folder, 'restore').runIds).toHaveLength(30)
    expect(existsSync(noise)).toBe(true)
  })

  it('that is damaged is not offered, and looking at it leaves nothing beside it', () => {
    const folder = usedFolder()
    const [name = ''] = readdirSync(join(folder, 'backups'))
    const backup = join(folder, 'backups', name)
    writeFileSync(backup, readFileSync(backup).fill(7, 4_096 * 2, 4_096 * 6))
    writeFileSync(fileIn(folder), '')
    expect(refusalOf(folder)).toMatchObject({ kind: 'damaged', backup: undefined })
    expect(readdirSync(join(folder, 'backups'))).toEqual([name])
  })

  it('that was made while the clock was ahead is not taken for the newest, and pushes no other out', () => {
    const folder = usedFolder()
    const [good = ''] = readdirSync(join(folder, 'backups'))
    const future = join(folder, 'backups', 'future.sqlite')
    copyFileSync(join(folder, 'backups', good), future)
    const nextYear = Date.now() / 1_000 + 365 * 24 * 3_600
    utimesSync(future, nextYear, nextYear)
    rmSync(fileIn(folder))
    const refusal = refusalOf(folder)
    expect(refusal.kind === 'damaged' && refusal.backup?.file).toContain(good)
  })
})

describe('a folder without a database', () => {
  it('is new and starts without a word if nothing shows that there was one', () => {
    const folder = makeFolder()
    mkdirSync(join(folder, 'logs'))
    expect(Store.open(folder).nextId).toBe(1)
  })

  it('is new as well if a first start was killed before the tables were there', () => {
    const folder = makeFolder()
    writeFileSync(fileIn(folder), '')
    expect(Store.open(folder).nextId).toBe(1)
  })

  it.each([
    ['a log of a run', (folder: string) => writeLog(folder, 5)],
    [
      'a journal with a run',
      (folder: string) => {
        mkdirSync(join(folder, 'run', 'supervisor-abc'), { recursive: true })
        writeFileSync(join(folder, 'run', 'supervisor-abc', 'journal'), '{"type":"launching","runId":5,"attempt":1}\n')
      },
    ],
    [
      'a database that was moved aside',
      (folder: string) => {
        Store.open(folder).close()
        renameSync(fileIn(folder), `${fileIn(folder)}.damaged-2026-01-01T000000.000Z`)
        rmSync(join(folder, 'ids.json'))
      },
    ],
  ])('has lost it if there is %s', (_name, leave) => {
    const folder = makeFolder()
    leave(folder)
    expect(refusalOf(folder)).toMatchObject({ kind: 'damaged', damage: 'missing' })
  })
})
