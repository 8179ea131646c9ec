import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import type { Json } from '../../../src-main/contract/json.ts'
import type { EndedRun, RunDescription, RunId } from '../../../src-main/contract/run.ts'
import type { Task } from '../../../src-main/contract/task.ts'
import { type Rig, makeRig } from '../rig.ts'

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
export const keepBusy = () => { setTimeout(() => { for (;;); }, 0) }
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
export const languages = [
  { title: 'functions in TypeScript', file: 'work.ts', text: javascript, greet: 'default' },
  { title: 'S20: functions in Python', file: 'work.py', text: python, greet: 'greet' },
]

/** What became of one call. */
interface Called extends RunDescription {
  ended: EndedRun
  output: string
}

/** An engine, and a folder with a file of functions in each language. */
export class FunctionTrial {
  readonly folder: string
  readonly rig: Rig

  private constructor(folder: string, rig: Rig) {
    this.folder = folder
    this.rig = rig
  }

  static async open(options: Parameters<typeof makeRig>[0] = {}): Promise<FunctionTrial> {
    const folder = mkdtempSync(join(tmpdir(), 'forkyard-functions-'))
    onTestFinished(() => {
      rmSync(folder, { recursive: true })
    })
    for (const { file, text } of languages) writeFileSync(join(folder, file), text)
    return new FunctionTrial(folder, await makeRig({ size: 2, grace: 200, ...options }))
  }

  /** Writes a file anew. */
  write(file: string, text: string): void {
    writeFileSync(join(this.folder, file), text)
  }

  async start(file: string, name: string, args: Json[] = [], more: Partial<Task> = {}): Promise<RunId> {
    const command = { kind: 'function' as const, module: join(this.folder, file), name, args }
    const { runIds } = await this.rig.get('submit', { tasks: [{ command, folder: this.folder, ...more }] })
    return runIds[0]!
  }

  async whenEnded(runId: RunId): Promise<Called> {
    const [ended] = await this.rig.ended(runId)
    if (!ended) throw new Error('It did not end.')
    const description = await this.rig.get('describeRun', { runId })
    // One that was ended before it began has none.
    const { logFile = '' } = description
    const output = existsSync(logFile) ? readFileSync(logFile, 'utf8') : ''
    return { ...description, ended, output }
  }

  async call(...what: Parameters<FunctionTrial['start']>): Promise<Called> {
    return this.whenEnded(await this.start(...what))
  }
}
