import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { describe, expect, it } from 'vitest'
import type { RunId } from '../../src-main/contract/run.ts'
import type { Task } from '../../src-main/contract/task.ts'
import { home, makeRig, until } from './rig.ts'

const shell = (line: string): Task['command'] => ({ kind: 'shell', line })

describe('submitting', () => {
  it('refuses a folder that does not exist, that is a file, or that lies under a file', async () => {
    const rig = await makeRig()
    const file = join(rig.folder, 'file')
    await writeFile(file, '')
    for (const folder of [join(rig.folder, 'none'), file, join(file, 'under')]) {
      const refusal = await rig.refusal('submit', { tasks: [{ command: shell('true'), folder }] })
      expect(refusal).toMatchObject({ code: 'folder-unusable', issues: [{ path: 'folder' }] })
      expect(refusal.message).toContain(folder)
    }
  })

  it('submits all of a list or none, and says which one is wrong', async () => {
    const rig = await makeRig()
    const refusal = await rig.refusal('submit', {
      tasks: [{ command: shell('true') }, { command: shell('true'), folder: '/none/such' }],
    })
    expect(refusal.issues).toMatchObject([{ path: 'tasks.1.folder' }])
    expect((await rig.snapshot()).pool).toMatchObject({ depth: 0, running: 0 })
  })

  it('refuses an argument list above what the system passes, before anything starts', async () => {
    const rig = await makeRig()
    const argv = ['echo', ...Array.from({ length: 20 }, () => 'x'.repeat(131_000))]
    expect(await rig.refusal('submit', { tasks: [{ command: { kind: 'argv', argv } }] })).toMatchObject({
      code: 'argument-list-too-long',
      issues: [{ path: 'command' }],
    })
  })

  it('takes ~ as the home folder, and the home folder where none is given', async () => {
    const rig = await makeRig()
    const { runIds } = await rig.get('submit', {
      tasks: [{ command: shell('pwd') }, { command: shell('pwd'), folder: '~' }],
    })
    for (const { folder } of await rig.ended(...runIds)) expect(folder).toBe(home)
  })

  it('runs a task in its folder, with its variables and those of its switches', async () => {
    const rig = await makeRig()
    const folder = join(rig.folder, 'größe und raum')
    await mkdir(folder)
    const { runIds } = await rig.get('submit', {
      tasks: [
        {
          command: shell('pwd; printf %s "$WORD|$PYTHONUNBUFFERED|$FORCE_COLOR"'),
          folder,
          environment: { WORD: 'two\nlines' },
          colours: true,
        },
      ],
    })
    await rig.ended(...runIds)
    const { bytes } = await rig.get('readOutput', { runId: runIds[0]!, from: 0, count: 1_000 })
    expect(Buffer.from(bytes, 'base64').toString()).toBe(`${folder}\ntwo\nlines|1|1`)
  })

  it('checks a draft as submitting would, and warns of a program that is not there', async () => {
    const rig = await makeRig()
    const check = (task: unknown) => rig.get('checkTask', { task })
    expect(await check({ command: { kind: 'argv', argv: ['gzip'] } })).toEqual({ issues: [], warnings: [] })
    expect(await check({ command: { kind: 'argv', argv: ['gzzip'] } })).toMatchObject({
      warnings: [{ path: 'command', code: 'program-not-found' }],
    })
    expect(await check({ command: shell('x'), folder: '/none' })).toMatchObject({ issues: [{ path: 'folder' }] })
    expect(await check({ command: shell(' ') })).toMatchObject({ issues: [{ path: 'command.line', code: 'blank' }] })
    expect((await check(null)).issues).not.toEqual([])
  })
})

describe('reading output', () => {
  it('waits for more while the run lives, and ends with it', async () => {
    const rig = await makeRig()
    const [runId] = await rig.submit('echo one; sleep 0.3; echo two')
    let text = ''
    for (let from = 0; ;) {
      const chunk = await rig.get('readOutput', { runId: runId!, from, count: 1_000, wait: 5_000 })
      text += Buffer.from(chunk.bytes, 'base64').toString()
      from = text.length
      if (!chunk.isLive) break
    }
    expect(text).toBe('one\ntwo\n')
  })

  it('reads the tail, and any part by its offset', async () => {
    const rig = await makeRig()
    const [runId] = await rig.submit('seq 1 100000')
    await rig.ended(runId!)
    const tail = await rig.get('readOutput', { runId: runId!, from: 'tail', count: 7 })
    expect(tail).toMatchObject({ from: 588_888, size: 588_895, isLive: false })
    expect(Buffer.from(tail.bytes, 'base64').toString()).toBe('100000\n')
    const part = await rig.get('readOutput', { runId: runId!, from: 2, count: 3 })
    expect(Buffer.from(part.bytes, 'base64').toString()).toBe('2\n3')
    expect(await rig.get('readOutput', { runId: runId!, from: 9e9, count: 3 })).toMatchObject({ bytes: '' })
  })

  it('has nothing yet for a run that waits', async () => {
    const rig = await makeRig()
    await rig.get('pausePool', {})
    const [runId] = await rig.submit('true')
    expect(await rig.get('readOutput', { runId: runId!, from: 'tail', count: 10 })).toEqual({
      attempt: 0,
      from: 0,
      bytes: '',
      size: 0,
      keptFrom: 0,
      isLive: true,
    })
  })
})

describe('what is deleted', () => {
  it('is counted before limits are lowered: the oldest runs with their output, then output of the oldest left', async () => {
    const rig = await makeRig({ size: 1 })
    const runIds = await rig.submit(...Array.from({ length: 6 }, () => 'head -c 1000 /dev/zero'))
    await rig.get('waitForRuns', { runIds, wait: 20_000 })
    const limits = { keptRuns: 4, keptDays: 1, keptLogBytes: 2_500 }
    expect(await rig.get('countDeletions', limits)).toEqual({ runs: 2, logs: 2, logBytes: 2_000 })
    expect(await rig.get('countDeletions', { keptRuns: null, keptDays: null, keptLogBytes: null })).toEqual({
      runs: 0,
      logs: 0,
      logBytes: 0,
    })
    await rig.get('changeSettings', limits)
    await until(async () => {
      const { runs } = await rig.get('listHistory', { count: 10 })
      return runs.length === 4 && runs.filter(({ notes }) => notes.length > 0).length === 2
    })
  })

  it('are runs by their age, too', async () => {
    // One after the other: only the first that ended is old below.
    const rig = await makeRig({ size: 1 })
    const runIds = await rig.submit('true', 'true', 'true')
    await rig.get('waitForRuns', { runIds, wait: 20_000 })
    const database = new DatabaseSync(join(rig.folder, 'forkyard.sqlite'), { timeout: 10_000 })
    database.prepare('UPDATE runs SET ended_at = ? WHERE run_id = ?').run(Date.now() - 2 * 86_400_000, runIds[0]!)
    database.close()
    const limits = { keptRuns: null, keptLogBytes: null }
    expect(await rig.get('countDeletions', { ...limits, keptDays: 1 })).toMatchObject({ runs: 1 })
    expect(await rig.get('countDeletions', { ...limits, keptDays: 3 })).toMatchObject({ runs: 0 })
  })

  it('is what had ended up to the place that is named, and nothing that ended later', async () => {
    const rig = await makeRig()
    const [asked] = await rig.ended(...(await rig.submit('true')))
    const [later] = await rig.ended(...(await rig.submit('true')))
    await rig.get('clearEnded', { upTo: asked!.sequence })
    const { runs } = await rig.get('listHistory', { count: 10 })
    expect(runs.map(({ runId }) => runId)).toEqual([later!.runId])
  })
})

describe('requests that are not of the contract', () => {
  it.each([
    ['noSuchRequest', {}],
    ['__proto__', {}],
    ['constructor', {}],
    [undefined, undefined],
    [42, {}],
    [{ toString: () => 'submit' }, {}],
  ])('refuses %s', async (name, input) => {
    const rig = await makeRig()
    expect(await rig.refusal(name, input)).toMatchObject({ ok: false, code: 'invalid-request' })
  })

  it('describes a task whole, as it was given', async () => {
    const rig = await makeRig()
    const task = {
      command: { kind: 'argv' as const, argv: ['true', 'a\tb'] },
      name: 'whole',
      folder: rig.folder,
      environment: { GREETING: 'hello\nworld' },
      colours: true,
      unbuffered: false,
    }
    const { runIds } = await rig.get('submit', { tasks: [task] })
    const [runId = 0 as RunId] = runIds
    expect((await rig.get('describeRun', { runId })).task).toEqual(task)
  })

  it('refuses unknown run ids by name', async () => {
    const rig = await makeRig()
    expect(await rig.refusal('describeRun', { runId: 7 })).toMatchObject({ code: 'unknown-run', details: { runId: 7 } })
    expect(await rig.refusal('readOutput', { runId: 7, from: 0, count: 1 })).toMatchObject({ code: 'unknown-run' })
    expect(await rig.refusal('runAgain', { runIds: [7] })).toMatchObject({ code: 'unknown-run' })
    expect(await rig.get('cancel', { runIds: [7 as never] })).toEqual([{ runId: 7, ok: false, code: 'unknown-run' }])
  })

  it.each([0, -1, 1.5, 1025, 1e9, Number.NaN, '8', null])(
    'refuses the pool size %s and keeps its own',
    async (size) => {
      const rig = await makeRig({ size: 3 })
      expect(await rig.refusal('setPoolSize', { size })).toMatchObject({ issues: [{ path: 'size' }] })
      expect((await rig.snapshot()).pool.size).toBe(3)
    },
  )
})

describe('the sample batch', () => {
  it('is real work that succeeds, and its files go with the host', async () => {
    const rig = await makeRig({ size: 4 })
    const { runIds } = await rig.get('submitSampleBatch', {})
    expect(runIds.length).toBeGreaterThan(10)
    const [first] = await rig.ended(runIds[0]!)
    expect(first).toMatchObject({ name: 'compress-01', outcome: { kind: 'succeeded' } })
    await rig.get('cancel', { runIds })
    await until(async () => (await rig.snapshot()).pool.depth === 0)
    await rig.close()
    const { existsSync } = await import('node:fs')
    expect(existsSync(first!.folder)).toBe(false)
  })
})
