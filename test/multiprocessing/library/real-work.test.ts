import { createHash, randomBytes } from 'node:crypto'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { Pool, type WorkerKind } from '../../../src-main/library.ts'
import type * as functions from '../../fixtures/functions.ts'

const hashFile = new URL('../../fixtures/functions.ts#hashFile', import.meta.url)

let folder: string
let files: string[]
let hashes: string[]
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'forkyard-hashes-'))
  files = Array.from({ length: 500 }, (_, index) => join(folder, `file-${index}`))
  // Of different lengths, the first of them empty.
  for (const [index, file] of files.entries()) writeFileSync(file, randomBytes(index * 97))
  hashes = files.map((file) => createHash('sha256').update(readFileSync(file)).digest('hex'))
})
afterAll(() => {
  rmSync(folder, { recursive: true })
})

describe('S19: the hashes of 500 files are those of this process', () => {
  it.each(['process', 'thread', 'coroutine'] as const)('by each %s of a pool, in every way of asking', async (kind) => {
    await using pool = new Pool(2, { kind })
    expect(await pool.map<typeof functions.hashFile>(hashFile, files)).toEqual(hashes)
    expect(await Promise.all(files.map((file) => pool.apply<typeof functions.hashFile>(hashFile, [file])))).toEqual(
      hashes,
    )
    const inOrder: string[] = []
    for await (const hash of pool.imap<typeof functions.hashFile>(hashFile, files, { chunkSize: 7 })) inOrder.push(hash)
    expect(inOrder).toEqual(hashes)
    const unordered: string[] = []
    for await (const hash of pool.imapUnordered<typeof functions.hashFile>(hashFile, files)) unordered.push(hash)
    expect(unordered.sort()).toEqual(hashes.toSorted())
  })

  it('and a file that is missing fails alone, naming it', async () => {
    await using pool = new Pool(2)
    const wanted = [files[1] ?? '', join(folder, 'missing'), files[2] ?? '']
    const outcomes = await Promise.allSettled(
      wanted.map((file) => pool.apply<typeof functions.hashFile>(hashFile, [file])),
    )
    expect(outcomes).toMatchObject([
      { value: hashes[1] },
      { reason: { code: 'ENOENT', path: wanted[1] } },
      { value: hashes[2] },
    ])
  })
})

describe('S18: tasks that can end only together', () => {
  const meet = new URL('../../fixtures/functions.ts#meet', import.meta.url)
  const send = (pool: Pool, names: [string, string]): Promise<number>[] =>
    [names, names.toReversed() as typeof names].map(([own, other]) =>
      pool.apply<typeof functions.meet>(meet, [folder, own, other]),
    )

  it.each([
    ['process', 'parallel', 2],
    ['thread', 'parallel', 1],
    ['coroutine', 'concurrent', 1],
  ] as [WorkerKind, string, number][])(
    'do so on a pool of kind %s, which is %s, in as many processes: %d',
    async (kind, _, processes) => {
      await using pool = new Pool(2, { kind })
      const pids = await Promise.all(send(pool, [`${kind}-one`, `${kind}-other`]))
      expect(new Set(pids).size).toBe(processes)
    },
  )

  it('never do so where a pool of one is serial', async () => {
    await using pool = new Pool(1)
    const tasks = Promise.allSettled(send(pool, ['first', 'second']))
    await expect.poll(() => existsSync(join(folder, 'first'))).toBe(true)
    await Promise.race([tasks, new Promise((resolve) => setTimeout(resolve, 300))])
    expect(existsSync(join(folder, 'second'))).toBe(false)
  })
})
