import { beforeEach, describe, expect, it } from 'vitest'
import { isLiving } from '../../multiprocessing/library/living.ts'
import { FunctionTrial, languages } from './function-trial.ts'
import { until } from '../rig.ts'

let trial: FunctionTrial

it('are not held up by what a function has left behind', async () => {
  trial = await FunctionTrial.open({ size: 1 })
  const busy = await trial.call('work.ts', 'keepBusy')
  expect(busy.ended.outcome.kind).toBe('succeeded')
  expect((await trial.call('work.ts', 'add', [1, 2])).result).toBe('3')
  await trial.rig.close()
  expect(isLiving(busy.ended.pid ?? 0)).toBe(false)
})

describe.each(languages)('$title', ({ file, greet }) => {
  const isPython = file.endsWith('.py')
  beforeEach(async () => {
    trial = await FunctionTrial.open()
  })

  it('return values of JSON, which are kept with the run', async () => {
    const added = await trial.call(file, 'add', [2, 3])
    expect(added.ended.outcome).toEqual({ kind: 'succeeded', exitStatus: 'returned' })
    expect(added.result).toBe('5')
    expect(added.ended).toMatchObject({ command: `${file}${isPython ? ':' : '#'}add(2, 3)`, isCommandCut: true })
    const greeted = await trial.call(file, greet, ['Zoë “q” \n\u0001'], { environment: { WHO: 'me' } })
    expect(JSON.parse(greeted.result ?? '')).toEqual({
      greeting: 'Hello Zoë “q” \n\u0001',
      from: trial.folder,
      variable: 'me',
    })
    expect((await trial.call(file, 'nothing')).result).toBeUndefined()
    await trial.rig.close()
  })

  it('print into their own logs, with what they start', async () => {
    const printed = await Promise.all([
      trial.call(file, isPython ? 'print_' : 'print', ['one']),
      trial.call(file, isPython ? 'print_' : 'print', ['two']),
      trial.call(file, isPython ? 'print_by_others' : 'printByOthers'),
    ])
    expect(printed.map(({ output }) => output)).toEqual(['one\nand one\n', 'two\nand two\n', 'from a child\n'])
    await trial.rig.close()
  })

  it('share one process, one after another', async () => {
    await trial.rig.get('setPoolSize', { size: 1 })
    const pids = [await trial.call(file, 'pid'), await trial.call(file, 'pid'), await trial.call(file, 'pid')]
    expect(new Set(pids.map(({ result }) => result)).size).toBe(1)
    expect(pids[0]?.ended.pid).toBe(Number(pids[0]?.result))
    await trial.rig.close()
    await until(() => !isLiving(Number(pids[0]?.result)))
  })

  it('run what the file says now', async () => {
    await trial.rig.get('setPoolSize', { size: 1 })
    expect((await trial.call(file, 'add', [1, 1])).result).toBe('2')
    await new Promise((resolve) => setTimeout(resolve, 20))
    trial.write(file, isPython ? 'def add(a, b): return "new"' : 'export const add = () => "new"')
    const renewed = await trial.call(file, 'add', [1, 1])
    expect(renewed, JSON.stringify(renewed)).toMatchObject({ result: '"new"' })
    await trial.rig.close()
  })

  it('fail with what they threw', async () => {
    const failed = await trial.call(file, 'fail')
    const name = isPython ? 'ValueError' : 'RangeError'
    expect(failed.ended.outcome).toEqual({
      kind: 'failed',
      exitStatus: 'threw',
      error: { name, message: 'no such size' },
    })
    expect(failed.error).toMatchObject({ name, message: 'no such size', cause: { message: 'the disk' } })
    expect(failed.error?.stack).toContain(file)
    // Of the function alone, not of the worker that called it.
    expect(failed.error?.stack).not.toMatch(/call-server|carry_?out/i)
    await trial.rig.close()
  })

  it('fail where their process ends, and the next one gets another', async () => {
    const killed = await trial.call(file, 'die', ['SIGKILL'])
    expect(killed.ended.outcome).toMatchObject({
      kind: 'failed',
      exitStatus: { signal: 'SIGKILL' },
      error: { name: 'WorkerDiedError' },
    })
    const exited = await trial.call(file, 'exit', [0])
    expect(exited.ended.outcome).toMatchObject({ kind: 'failed', exitStatus: { code: 0 } })
    expect(exited.error?.message).toContain('ended before the function returned. It exited with 0')
    expect((await trial.call(file, 'add', [1, 2])).result).toBe('3')
    await trial.rig.close()
  })

  it('are terminated with their process, also in an endless loop', async () => {
    const runId = await trial.start(file, 'loop')
    await until(async () => (await trial.rig.get('listLive', {}))[0]?.state === 'running')
    const [live] = await trial.rig.get('listLive', {})
    const [result] = await trial.rig.get('terminate', { targets: [{ runId }] })
    expect(result).toEqual({ runId, ok: true })
    const { ended } = await trial.whenEnded(runId)
    expect(ended.outcome).toEqual({ kind: 'terminated', exitStatus: { signal: 'SIGTERM' }, survivors: [] })
    expect(isLiving(live?.pid ?? 0)).toBe(false)
    await trial.rig.close()
  })

  it('are suspended and resumed, and sampled', async () => {
    const runId = await trial.start(file, 'loop')
    await until(async () => ((await trial.rig.get('listLive', {}))[0]?.processes.length ?? 0) > 0)
    const [sampled] = await trial.rig.get('listLive', {})
    expect(sampled?.processes[0]?.pid).toBe(sampled?.pid)
    expect(await trial.rig.get('suspend', { targets: [{ runId }] })).toEqual([{ runId, ok: true }])
    await until(async () => (await trial.rig.get('listLive', {}))[0]?.processes[0]?.state === 'stopped')
    expect(await trial.rig.get('resume', { targets: [{ runId }] })).toEqual([{ runId, ok: true }])
    expect(await trial.rig.get('kill', { targets: [{ runId }] })).toEqual([{ runId, ok: true }])
    await trial.rig.close()
  })

  it('keep no result that is too long, and fail with one that JSON cannot say', async () => {
    const big = await trial.call(file, 'big')
    expect(big.ended.outcome.kind).toBe('succeeded')
    expect(big.ended.notes).toEqual([{ kind: 'result-too-large', bytes: 2_000_002 }])
    expect(big.result).toBeUndefined()
    const unsayable = await trial.call(file, 'unsayable')
    expect(unsayable.error).toMatchObject({ name: 'TypeError' })
    expect(unsayable.error?.message).toContain('cannot be kept as JSON')
    expect(unsayable.error?.stack).not.toMatch(/call-server|carry_?out/i)
    await trial.rig.close()
  })

  it.each([
    ['has no such function', 'nowhere', undefined, 'has no'],
    ['has something else by that name', 'number', undefined, 'no function'],
    ['cannot be parsed', 'add', 'def ( export {', 'cannot be parsed'],
    ['throws while it is imported', 'add', isPython ? 'raise KeyError("early")' : 'throw new Error("early")', 'early'],
  ])('fail clearly where the file %s', async (_what, name, text, words) => {
    if (text !== undefined) trial.write(file, text)
    const failed = await trial.call(file, name)
    expect(failed.ended.outcome).toMatchObject({ kind: 'failed', exitStatus: 'threw', error: { name: 'TargetError' } })
    expect(failed.error?.message).toContain(words)
    expect(failed.error?.message).toContain(file)
    await trial.rig.close()
  })
})
