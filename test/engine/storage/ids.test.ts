import { copyFileSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { backUpAtOnce } from '../../../src-main/engine/storage/backups.ts'
import { Store, makeFolder, writeLog } from './store.ts'

const databaseOf = (folder: string): string => join(folder, 'forkyard.sqlite')

/** A folder in which 50 runs were submitted, one of which was started. */
function usedFolder(): string {
  const folder = makeFolder()
  const store = Store.open(folder)
  store.end(store.submit(50)[0]!)
  store.close()
  return folder
}

describe('run ids', () => {
  it('go on from the last one after a start with an empty database, and after a deleted or emptied one', () => {
    for (const spoil of [
      rmSync,
      (file: string) => writeFileSync(file, ''),
      (file: string) => writeFileSync(file, 'noise'),
    ]) {
      const folder = usedFolder()
      spoil(databaseOf(folder))
      expect(Store.open(folder, 'start-empty').nextId).toBe(51)
    }
  })

  it('go on beyond all that were reserved if the host was killed', () => {
    const folder = makeFolder()
    const killed = Store.open(folder)
    killed.submit(20_000)
    killed.database.close()
    rmSync(databaseOf(folder))
    expect(Store.open(folder, 'start-empty').nextId).toBeGreaterThan(20_000)
  })

  it('go on from the database if it is whole, also after a host was killed', () => {
    const folder = makeFolder()
    const killed = Store.open(folder)
    killed.submit(7)
    killed.database.close()
    expect(Store.open(folder).nextId).toBe(8)
  })

  it('skip those that a restored backup does not know', () => {
    const folder = makeFolder()
    const store = Store.open(folder)
    store.submit(3)
    backUpAtOnce(store.database, folder)
    store.submit(500)
    store.close()
    writeFileSync(databaseOf(folder), 'noise')
    expect(Store.open(folder, 'restore').nextId).toBe(504)
  })

  it('take no part in what names an impossible one, which would leave no room for others', () => {
    for (const spoil of [
      (folder: string) => {
        writeLog(folder, Number.MAX_SAFE_INTEGER)
      },
      (folder: string) => {
        const id = Number.MAX_SAFE_INTEGER
        writeFileSync(join(folder, 'ids.json'), JSON.stringify({ last: id, reserved: id, mark: 1 }))
      },
    ]) {
      const folder = usedFolder()
      rmSync(databaseOf(folder))
      spoil(folder)
      const store = Store.open(folder, 'start-empty')
      expect(store.nextId).toBeLessThan(100_000)
      store.submit(1)
      store.close()
      expect(Store.open(folder).nextId).toBeLessThan(100_000)
    }
  })

  it.each(['ids.json', 'forkyard.sqlite'])('survive the loss of %s alone', (name) => {
    const folder = usedFolder()
    rmSync(join(folder, name))
    expect(Store.open(folder, 'start-empty').nextId).toBe(51)
  })

  it('are told by logs and journals if database and ids.json are lost', () => {
    const folder = usedFolder()
    for (const name of ['ids.json', 'forkyard.sqlite']) rmSync(join(folder, name))
    writeLog(folder, 1_204)
    expect(Store.open(folder, 'start-empty').nextId).toBe(1_205)
  })

  it('cost no further write for each submission: the file is written once in 10,000', () => {
    const folder = makeFolder()
    const store = Store.open(folder)
    store.submit(1)
    const file = (): string => readFileSync(join(folder, 'ids.json'), 'utf8')
    const before = file()
    for (let count = 0; count < 100; count++) store.submit(1)
    expect(file()).toBe(before)
    store.submit(10_000)
    expect(file()).not.toBe(before)
  })

  it('are refused with nothing stored if they cannot be reserved', () => {
    const folder = makeFolder()
    const store = Store.open(folder)
    const failing = new Error('the disk is full')
    store.opened.ids.reserve = () => {
      throw Object.assign(failing, { code: 'ENOSPC' })
    }
    expect(() => store.submit(1)).toThrow('the disk is full')
    expect(store.runIds).toEqual([])
  })

  it('of runs that wait in a backup and were started since come with a new attempt', () => {
    const folder = makeFolder()
    const store = Store.open(folder)
    const [runId] = store.submit(1)
    backUpAtOnce(store.database, folder)
    writeLog(folder, runId!, 1)
    writeLog(folder, runId!, 2)
    store.close()
    rmSync(databaseOf(folder))
    const restored = Store.open(folder, 'restore')
    expect(restored.database.prepare('SELECT attempt FROM runs').get()).toEqual({ attempt: 2 })
  })
})

describe('an older copy that was put in the database’s place', () => {
  it('is told from the database by the files beside it, and is not used without a choice', () => {
    const folder = makeFolder()
    const store = Store.open(folder)
    store.submit(3)
    backUpAtOnce(store.database, folder)
    store.close()
    const later = Store.open(folder)
    later.submit(1)
    later.close()
    const [backup = ''] = readdirSync(join(folder, 'backups'))
    copyFileSync(join(folder, 'backups', backup), databaseOf(folder))
    expect(() => Store.open(folder)).toThrow('"damage":"mixed"')
    expect(readFileSync(databaseOf(folder))).toEqual(readFileSync(join(folder, 'backups', backup)))
    expect(Store.open(folder, 'restore').nextId).toBeGreaterThan(4)
  })

  it('is known by its mark alone if no run came since', () => {
    const folder = makeFolder()
    const store = Store.open(folder)
    store.submit(3)
    backUpAtOnce(store.database, folder)
    store.close()
    Store.open(folder).close()
    const [backup = ''] = readdirSync(join(folder, 'backups'))
    copyFileSync(join(folder, 'backups', backup), databaseOf(folder))
    expect(() => Store.open(folder)).toThrow('not the one that Forkyard used here last')
  })

  it('is known by newer logs alone if it is a copy of the same session', () => {
    const folder = makeFolder()
    const killed = Store.open(folder)
    killed.database.exec('PRAGMA wal_checkpoint(TRUNCATE)')
    copyFileSync(databaseOf(folder), `${databaseOf(folder)}.copy`)
    killed.ended(Date.now())
    killed.database.close()
    copyFileSync(`${databaseOf(folder)}.copy`, databaseOf(folder))
    expect(() => Store.open(folder)).toThrow('it ends with run 0, but run 1 was here')
  })
})
