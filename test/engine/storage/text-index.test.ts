import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { expect, it } from 'vitest'
import type { RunId } from '../../../src-main/contract/run.ts'
import { Reader } from '../../../src-main/engine/storage/reader.ts'
import { TextIndex } from '../../../src-main/engine/storage/text-index.ts'
import { Store, makeFolder, writeLog } from './store.ts'

function indexed(store: Store): Reader {
  const index = new TextIndex(store.database, join(store.folder, 'logs'))
  while (index.advance());
  return new Reader(store.database)
}

const found = (reader: Reader, text: string): RunId[] =>
  reader.page({ count: 100, text }).runs.map(({ runId }) => runId)

/** Ended runs whose outputs are these. */
function withOutputs(...outputs: (string | Uint8Array)[]): { store: Store; runIds: RunId[] } {
  const store = Store.open(makeFolder())
  const runIds = outputs.map((output) => {
    const [runId] = store.submit(1) as [RunId]
    store.end(runId)
    writeFileSync(writeLog(store.folder, runId), output)
    return runId
  })
  return { store, runIds }
}

it('finds runs by the beginnings of words of name, command and the end of the output', () => {
  const { store, runIds } = withOutputs('converted 7 files\n', 'x'.repeat(10_000) + '\nFehler: Zürich\n')
  const reader = indexed(store)
  expect(found(reader, 'task')).toEqual(runIds.toReversed())
  expect(found(reader, 'NEED')).toEqual(runIds.toReversed())
  expect(found(reader, 'conv fil')).toEqual([runIds[0]])
  expect(found(reader, 'zurich')).toEqual([runIds[1]])
  expect(found(reader, 'onverted')).toEqual([])
})

it('does not find what a terminal would not show, nor bytes that are no text', () => {
  const { store, runIds } = withOutputs('\u001b[31mred\u001b[0m\0hidden', Buffer.from([0xff, 0xfe, 0x66, 0x6f, 0x6f]))
  const reader = indexed(store)
  expect(found(reader, 'red')).toEqual([runIds[0]])
  expect(found(reader, '31mred')).toEqual([])
  expect(found(reader, 'hidden')).toEqual([runIds[0]])
})

it('takes in more runs than one step does, and each of them once', () => {
  const store = Store.open(makeFolder())
  const runIds = store.ended(...Array.from({ length: 150 }, (_, index) => index))
  const reader = indexed(store)
  expect(found(reader, 'needle')).toEqual(runIds.toReversed().slice(0, 100))
  expect(new TextIndex(store.database, join(store.folder, 'logs')).advance()).toBe(false)
})

it('leaves every commit durable if another program holds the database', () => {
  const { store } = withOutputs('some words')
  store.database.exec('PRAGMA busy_timeout = 1')
  const other = new DatabaseSync(join(store.folder, 'forkyard.sqlite'))
  other.exec('BEGIN IMMEDIATE')
  const index = new TextIndex(store.database, join(store.folder, 'logs'))
  expect(() => index.advance()).toThrow('locked')
  other.close()
  // 2: FULL (https://sqlite.org/pragma.html#pragma_synchronous).
  expect(store.database.prepare('PRAGMA synchronous').get()).toEqual({ synchronous: 2 })
})

it('goes on without a log that is gone', () => {
  const { store, runIds } = withOutputs('some words')
  rmSync(join(store.folder, 'logs'), { recursive: true })
  const reader = indexed(store)
  expect([found(reader, 'task'), found(reader, 'some')]).toEqual([runIds, []])
})
