import { join } from 'node:path'
import { expect, it } from 'vitest'
import { Reader } from '../../../src-main/engine/storage/reader.ts'
import { TextIndex } from '../../../src-main/engine/storage/text-index.ts'
import { Store, makeFolder } from './store.ts'

it('gives whole pages of what a search finds, also right after many of the runs were cleared', () => {
  const store = Store.open(makeFolder())
  const runIds = store.ended(...Array.from({ length: 60 }, () => Date.now()))
  while (new TextIndex(store.database, join(store.folder, 'logs')).advance());
  store.write({ type: 'clear', runIds: runIds.slice(10), upTo: 60 })
  const reader = new Reader(store.database)
  const page = reader.page({ count: 6, text: 'needle' })
  expect(page.runs.map(({ runId }) => runId)).toEqual(runIds.slice(4, 10).reverse())
  const last = reader.page({ count: 6, text: 'needle', before: page.next })
  expect([last.runs.length, last.next]).toEqual([4, undefined])
})

it('says that a search misses what has ended and is not in the text index yet', () => {
  const store = Store.open(makeFolder())
  const [runId] = store.ended(Date.now())
  const reader = new Reader(store.database)
  expect(reader.page({ count: 6, text: 'needle' })).toMatchObject({ runs: [], isIncomplete: true })
  expect(reader.page({ count: 6 })).toMatchObject({ runs: [{ runId }], isIncomplete: false })
  while (new TextIndex(store.database, join(store.folder, 'logs')).advance());
  expect(reader.page({ count: 6, text: 'needle' })).toMatchObject({ runs: [{ runId }], isIncomplete: false })
})
