import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { isLiving } from '../../multiprocessing/library/living.ts'
import { timeLimit } from '../../machine/time-limit.ts'
import { FunctionTrial } from './function-trial.ts'

describe('functions', () => {
  it('cannot start without an interpreter, and say so', async () => {
    const trial = await FunctionTrial.open()
    const failed = await trial.call('work.py', 'add', [1, 2], { environment: { PATH: trial.folder } })
    expect(failed.ended.outcome).toMatchObject({ kind: 'could-not-start', error: { code: 'ENOENT' } })
    const { error } = failed.ended.outcome as { error: { message: string } }
    expect(error.message).toContain('Python was not found: no “python3” on PATH.')
    await trial.rig.close()
  })

  it.each([
    ['work.mjs', 'await new Promise(() => setInterval(() => undefined, 1_000)); export const add = () => 0'],
    ['work.mjs', 'for (;;); export const add = () => 0'],
    ['work.py', 'while True: pass'],
  ])('of %s that never finishes importing fail, and the next one runs', async (file, text) => {
    const trial = await FunctionTrial.open({ size: 1, importLimit: timeLimit(2_000) })
    trial.write(file, text)
    const failed = await trial.call(file, 'add')
    expect(failed.ended.outcome).toMatchObject({ kind: 'failed', error: { name: 'ImportTimeoutError' } })
    expect(failed.error?.message).toMatch(/work\.(mjs|py).add did not finish being imported within \d+(\.\d+)? s/)
    expect((await trial.call('work.ts', 'add', [1, 2])).result).toBe('3')
    await trial.rig.close()
    expect(isLiving(failed.ended.pid ?? 0)).toBe(false)
  })

  it.each([
    [{ module: '/nowhere/work.ts' }, 'no-such-module', 'does not exist'],
    [{ module: '/etc/passwd' }, 'not-a-module', 'has no functions to call'],
    [{ module: '/tmp' }, 'not-a-module', 'has no functions to call'],
  ])('are refused for %j before they are taken', async (change, code, words) => {
    const trial = await FunctionTrial.open()
    const command = { kind: 'function' as const, name: 'add', args: [], ...change }
    const refusal = await trial.rig.refusal('submit', { tasks: [{ command, folder: trial.folder }] })
    expect(refusal).toMatchObject({ code: 'module-unusable', issues: [{ path: 'command.module', code }] })
    expect(refusal.message).toContain(words)
    expect(await trial.rig.get('checkTask', { task: { command, folder: trial.folder } })).toMatchObject({
      issues: [{ code }],
    })
    await trial.rig.close()
  })

  it.each([
    ['no list', 'x'],
    ['undefined', [undefined]],
    ['a hole', [1, , 2]],
    ['NaN', [NaN]],
    ['an infinity', [-Infinity]],
    ['a big integer', [12n]],
    ['a date', [new Date()]],
    ['something in a circle', circle()],
    ['too much', ['x'.repeat(1_100_000)]],
    ['too many', Array.from({ length: 1_001 }, () => 0)],
  ])('refuse arguments with %s', async (_what, args) => {
    const trial = await FunctionTrial.open()
    const command = { kind: 'function', module: join(trial.folder, 'work.ts'), name: 'add', args }
    const refusal = await trial.rig.refusal('submit', { tasks: [{ command, folder: trial.folder }] })
    expect(refusal.issues?.[0]?.path).toBe('tasks.0.command.args')
    await trial.rig.close()
  })
})

function circle(): unknown[] {
  const list: unknown[] = []
  list.push({ list })
  return list
}
