import { readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { describe, expect, it, onTestFinished } from 'vitest'
import { Batch } from '../../../src-main/engine/storage/batch.ts'
import { HistoryReader } from '../../../src-main/engine/storage/history-reader.ts'
import type { FactWrite, RequestedWrite, WriteFailure } from '../../../src-main/engine/storage/messages.ts'
import { StorageThread } from '../../../src-main/engine/storage/storage-thread.ts'
import { makeFolder } from './store.ts'

const entry = new URL('mortal-thread.ts', import.meta.url).pathname

const setPool = (size: number): RequestedWrite => ({
  ...{ type: 'set-pool', name: 'default', change: { size } },
})

const sampled = (at: number): FactWrite => ({
  type: 'sampled',
  sample: { pool: 'default', at, depth: 1, running: 0, started: 0, finished: 0 },
})

interface Trial {
  folder: string
  storage: StorageThread
  deaths: string[]
  failures: (WriteFailure | undefined)[]
  setAside: string[]
  say(what: string): void
  stored(sql: string): unknown[]
}

async function open(): Promise<Trial> {
  const folder = makeFolder()
  const opened = await StorageThread.open(entry, { folder, onDamage: 'refuse' }, () => undefined)
  if ('kind' in opened) throw new Error(opened.kind)
  const { storage } = opened
  onTestFinished(() => storage.close())
  const trial: Trial = {
    ...{ folder, storage, deaths: [], failures: [], setAside: [] },
    say: (what) => {
      writeFileSync(join(folder, what), '')
    },
    stored: (sql) => {
      const database = new DatabaseSync(join(folder, 'forkyard.sqlite'), { readOnly: true })
      const values = database
        .prepare(sql)
        .all()
        .flatMap((row) => Object.values(row))
      database.close()
      return values
    },
  }
  storage.listen({
    forgotten: () => undefined,
    logsRemoved: () => undefined,
    clockDoubted: () => undefined,
    failing: (failure) => trial.failures.push(failure),
    setAside: ({ file = '' }) => trial.setAside.push(file),
    died: (reason) => trial.deaths.push(reason),
  })
  return trial
}

describe('the thread that writes', () => {
  it('is started again if it ends: whoever asked for something is answered, facts are stored', async () => {
    const { storage, deaths, say, stored } = await open()
    say('end-at-write')
    const fact = storage.fact(sampled(1))
    const request = storage.request(setPool(7))
    expect(await request).toMatchObject({ code: 'ETHREAD' })
    await fact
    await storage.fact(sampled(2))
    expect(stored('SELECT at FROM queue_samples ORDER BY at')).toEqual([1, 2])
    expect(stored('SELECT size FROM pools')).toEqual([null])
    expect(deaths).toHaveLength(1)
  })

  it('is started again after an error of its own', async () => {
    const { storage, deaths, say, stored } = await open()
    say('throw-at-keep')
    storage.keep({ keptRuns: null, keptDays: null, keptLogBytes: null })
    await expect.poll(() => deaths).toEqual(['a mistake'])
    expect(await storage.request(setPool(7))).toBeUndefined()
    expect(stored('SELECT size FROM pools')).toEqual([7])
  })

  it('knows after its death what it had stored before it could say so', async () => {
    const { storage, say, stored } = await open()
    say('end-after-written')
    expect(await storage.request(setPool(7))).toBeUndefined()
    expect(stored('SELECT size FROM pools')).toEqual([7])
  })

  it('refuses requests, keeps facts and can be closed while the database cannot be opened', async () => {
    const { folder, storage, failures, say } = await open()
    const file = join(folder, 'forkyard.sqlite')
    renameSync(file, `${file}.away`)
    say('end-at-write')
    let isStored = false
    storage.fact(sampled(1)).then(() => (isStored = true), expect.unreachable)
    expect(await storage.request(setPool(7))).toMatchObject({ code: 'EDAMAGED' })
    expect(await storage.request(setPool(8))).toMatchObject({ code: 'EDAMAGED' })
    expect(await storage.attempted()).toMatchObject({ code: 'EDAMAGED' })
    expect([isStored, failures.length]).toEqual([false, 1])
    await storage.close()
  })

  it('can be closed although it dies of that', async () => {
    const { storage, say } = await open()
    say('end-at-close')
    await storage.close()
  })

  it('sets aside what can never be stored, says so, and lets everybody go on', async () => {
    const { folder, storage, setAside, stored } = await open()
    const poison: FactWrite = {
      type: 'sampled',
      sample: { pool: 'default', at: 5, depth: null as never, running: 0, started: 0, finished: 0 },
    }
    await Promise.all([storage.fact(sampled(1)), storage.fact(poison), storage.fact(sampled(2))])
    expect(stored('SELECT at FROM queue_samples ORDER BY at')).toEqual([1, 2])
    expect(setAside).toEqual([join(folder, 'set-aside.jsonl')])
    expect(JSON.parse(readFileSync(setAside[0]!, 'utf8'))).toMatchObject({ fact: poison })
  })
})

it('a batch takes back 150,000 facts that a full disk refused, before those that came since', async () => {
  const [refused, next] = [new Batch(), new Batch()]
  next.add(sampled(150_000))
  for (let at = 0; at < 150_000; at++) refused.add(sampled(at))
  next.takeBack(refused.factsFrom(1), refused)
  expect(next.writes.map((write) => write.type === 'sampled' && write.sample.at)).toEqual(
    Array.from({ length: 150_000 }, (_, index) => index + 1),
  )
  next.facts.resolve(undefined)
  await refused.facts.promise
})

describe('the thread that reads', () => {
  it('is started again for the next question, and whoever waited is answered', async () => {
    const { folder, say } = await open()
    const reader = new HistoryReader(entry, folder)
    const deaths: string[] = []
    reader.onDied((reason) => deaths.push(reason))
    say('end-at-page')
    await expect(reader.page({ count: 1 })).rejects.toThrow('Try again')
    expect(await reader.page({ count: 1 })).toMatchObject({ runs: [] })
    expect(deaths).toHaveLength(1)
    say('throw-at-close')
    await reader.close()
  })
})
