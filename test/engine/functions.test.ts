import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeEach, describe, expect, it } from 'vitest'
import type { Json } from '../../src-main/contract/json.ts'
import type { EndedRun, RunDescription, RunId } from '../../src-main/contract/run.ts'
import type { Task } from '../../src-main/contract/task.ts'
import { isLiving } from '../library/living.ts'
import { type Rig, makeRig, until } from './rig.ts'

const javascript = `
import { spawn } from 'node:child_process'
export const pid = () => process.pid
export const add = (a, b) => a + b
export default async (name) => ({ greeting: 'Hello ' + name, from: process.cwd(), variable: process.env.WHO ?? null })
export const nothing = () => undefined
export const print = (text) => { console.log(text); console.error('and ' + text) }
export const printByOthers = () => new Promise((resolve) => spawn('echo', ['from a child'], { stdio: 'inherit' }).on('exit', () => resolve()))
export function fail() { throw new RangeError('no such size', { cause: new Error('the disk') }) }
export const die = (signal) => process.kill(process.pid, signal)
export const exit = (code) => process.exit(code)
export const loop = () => { for (;;); }
export const big = () => 'x'.repeat(2_000_000)
export const unsayable = () => 12n
export const fork = () => spawn('sleep', ['1000'], { stdio: 'ignore' }).pid
export const number = 7
`

const python = `
import os, sys
def pid(): return os.getpid()
def add(a, b): return a + b
def greet(name): return {"greeting": "Hello " + name, "from": os.getcwd(), "variable": os.environ.get("WHO")}
def nothing(): pass
def print_(text):
    print(text)
    print("and " + text, file=sys.stderr)
def print_by_others(): os.system("echo from a child")
def fail():
    try:
        raise OSError("the disk")
    except OSError as error:
        raise ValueError("no such size") from error
def die(signal):
    import signal as signals
    os.kill(os.getpid(), signals.Signals[signal])
def exit(code): sys.exit(code)
def loop():
    while True: pass
def big(): return "x" * 2_000_000
def unsayable(): return {1, 2}
async def later(value): return value
number = 7
`

/** One language after the other: the same must hold for both. */
const languages = [
  { language: 'TypeScript', file: 'work.ts', text: javascript, greet: 'default' },
  { language: 'Python', file: 'work.py', text: python, greet: 'greet' },
]

let rig: Rig
let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'forkyard-functions-'))
  for (const { file, text } of languages) writeFileSync(join(folder, file), text)
})

async function start(file: string, name: string, args: Json[] = [], more: Partial<Task> = {}): Promise<RunId> {
  const command = { kind: 'function' as const, module: join(folder, file), name, args }
  const { runIds } = await rig.get('submit', { tasks: [{ command, folder, ...more }] })
  return runIds[0]!
}

interface Called extends RunDescription {
  ended: EndedRun
  output: string
}

async function whenEnded(runId: RunId): Promise<Called> {
  const [ended] = await rig.ended(runId)
  if (!ended) throw new Error('It did not end.')
  const description = await rig.get('describeRun', { runId })
  const output = ended.attempt > 0 ? readFileSync(description.logFile ?? '', 'utf8') : ''
  return { ...description, ended, output }
}

const call = async (...what: Parameters<typeof start>): Promise<Called> => whenEnded(await start(...what))

describe.each(languages)('functions in $language', ({ file, greet }) => {
  const isPython = file.endsWith('.py')
  beforeEach(async () => {
    rig = await makeRig({ size: 2, grace: 200 })
  })

  it('return values of JSON, which are kept with the run', async () => {
    const added = await call(file, 'add', [2, 3])
    expect(added.ended.outcome).toEqual({ kind: 'succeeded', exitStatus: 'returned' })
    expect(added.result).toBe('5')
    expect(added.ended.command).toBe(`${join(folder, file)}${isPython ? ':' : '#'}add(2, 3)`)
    const greeted = await call(file, greet, ['Zoë “q” \n\u0001'], { environment: { WHO: 'me' } })
    expect(JSON.parse(greeted.result ?? '')).toEqual({
      greeting: 'Hello Zoë “q” \n\u0001',
      from: folder,
      variable: 'me',
    })
    expect((await call(file, 'nothing')).result).toBeUndefined()
    await rig.close()
  })

  it('print into their own logs, with what they start', async () => {
    const printed = await Promise.all([
      call(file, isPython ? 'print_' : 'print', ['one']),
      call(file, isPython ? 'print_' : 'print', ['two']),
      call(file, isPython ? 'print_by_others' : 'printByOthers'),
    ])
    expect(printed.map(({ output }) => output)).toEqual(['one\nand one\n', 'two\nand two\n', 'from a child\n'])
    await rig.close()
  })

  it('share one process, one after another', async () => {
    await rig.get('setPoolSize', { size: 1 })
    const pids = [await call(file, 'pid'), await call(file, 'pid'), await call(file, 'pid')]
    expect(new Set(pids.map(({ result }) => result)).size).toBe(1)
    expect(pids[0]?.ended.pid).toBe(Number(pids[0]?.result))
    await rig.close()
    await until(() => !isLiving(Number(pids[0]?.result)))
  })

  it('run what the file says now', async () => {
    await rig.get('setPoolSize', { size: 1 })
    expect((await call(file, 'add', [1, 1])).result).toBe('2')
    await new Promise((resolve) => setTimeout(resolve, 20))
    writeFileSync(join(folder, file), isPython ? 'def add(a, b): return "new"' : 'export const add = () => "new"')
    const renewed = await call(file, 'add', [1, 1])
    expect(renewed, JSON.stringify(renewed)).toMatchObject({ result: '"new"' })
    await rig.close()
  })

  it('fail with what they threw', async () => {
    const failed = await call(file, 'fail')
    const name = isPython ? 'ValueError' : 'RangeError'
    expect(failed.ended.outcome).toEqual({
      kind: 'failed',
      exitStatus: 'threw',
      error: { name, message: 'no such size' },
    })
    expect(failed.error).toMatchObject({ name, message: 'no such size', cause: { message: 'the disk' } })
    expect(failed.error?.stack).toContain(file)
    await rig.close()
  })

  it('fail where their process ends, and the next one gets another', async () => {
    const killed = await call(file, 'die', ['SIGKILL'])
    expect(killed.ended.outcome).toMatchObject({
      kind: 'failed',
      exitStatus: { signal: 'SIGKILL' },
      error: { name: 'WorkerDiedError' },
    })
    const exited = await call(file, 'exit', [0])
    expect(exited.ended.outcome).toMatchObject({ kind: 'failed', exitStatus: { code: 0 } })
    expect(exited.error?.message).toContain('ended before the function returned. It exited with 0')
    expect((await call(file, 'add', [1, 2])).result).toBe('3')
    await rig.close()
  })

  it('are terminated with their process, also in an endless loop', async () => {
    const runId = await start(file, 'loop')
    await until(async () => (await rig.get('listLive', {}))[0]?.state === 'running')
    const [live] = await rig.get('listLive', {})
    const [result] = await rig.get('terminate', { targets: [{ runId }] })
    expect(result).toEqual({ runId, ok: true })
    const { ended } = await whenEnded(runId)
    expect(ended.outcome).toEqual({ kind: 'terminated', exitStatus: { signal: 'SIGTERM' }, survivors: [] })
    expect(isLiving(live?.pid ?? 0)).toBe(false)
    await rig.close()
  })

  it('are suspended and resumed, and sampled', async () => {
    const runId = await start(file, 'loop')
    await until(async () => ((await rig.get('listLive', {}))[0]?.processes.length ?? 0) > 0)
    const [sampled] = await rig.get('listLive', {})
    expect(sampled?.processes[0]?.pid).toBe(sampled?.pid)
    expect(await rig.get('suspend', { targets: [{ runId }] })).toEqual([{ runId, ok: true }])
    await until(async () => (await rig.get('listLive', {}))[0]?.processes[0]?.state === 'stopped')
    expect(await rig.get('resume', { targets: [{ runId }] })).toEqual([{ runId, ok: true }])
    expect(await rig.get('kill', { targets: [{ runId }] })).toEqual([{ runId, ok: true }])
    await rig.close()
  })

  it('keep no result that is too long, and fail with one that JSON cannot say', async () => {
    const big = await call(file, 'big')
    expect(big.ended.outcome.kind).toBe('succeeded')
    expect(big.ended.notes).toEqual([{ kind: 'result-too-large', bytes: 2_000_002 }])
    expect(big.result).toBeUndefined()
    const unsayable = await call(file, 'unsayable')
    expect(unsayable.error).toMatchObject({ name: 'TypeError' })
    expect(unsayable.error?.message).toContain('cannot be kept as JSON')
    await rig.close()
  })

  it.each([
    ['has no such function', 'nowhere', undefined, 'has no'],
    ['has something else by that name', 'number', undefined, 'no function'],
    ['cannot be parsed', 'add', 'def ( export {', 'cannot be parsed'],
    ['throws while it is imported', 'add', isPython ? 'raise KeyError("early")' : 'throw new Error("early")', 'early'],
  ])('fail clearly where the file %s', async (_what, name, text, words) => {
    if (text !== undefined) writeFileSync(join(folder, file), text)
    const failed = await call(file, name)
    expect(failed.ended.outcome).toMatchObject({ kind: 'failed', exitStatus: 'threw', error: { name: 'TargetError' } })
    expect(failed.error?.message).toContain(words)
    expect(failed.error?.message).toContain(file)
    await rig.close()
  })
})
