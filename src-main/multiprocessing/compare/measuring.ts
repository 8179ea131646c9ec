import { isMainThread } from 'node:worker_threads'
import { childState } from '../worker/child-state.ts'
import { loadTarget } from '../worker/load-target.ts'
import { watchLoading } from '../worker/loaded-files.ts'
import { isThenable } from '../worker/thenable.ts'
import { type Thrown, describeThrown } from '../worker/thrown.ts'
import { cpuTime, now } from './clocks.ts'

/*
 * Loaded where the compared function runs, in a worker or in the comparing process: calls it, and measures there. Arguments
 * and results are lists of plain values as far as can be, which travel as those of any small task.
 */

type Callable = (...args: unknown[]) => unknown

/** Worker, and its CPU time so far. */
export type Prepared = [worker: number, cpu: number]
/** Times are of `clocks.ts`; `memory` is the process's. */
export type Timed = [
  worker: number,
  begin: number,
  end: number,
  cpuAtBegin: number,
  cpuAtEnd: number,
  memory: number,
  how: 'returned' | 'threw',
  value: unknown,
]

const functions = new Map<string, Callable>()
let isWatching = false

/** Imports the function, so that no call has to. Rejects with a TargetError. */
export async function prepare(module: string, name: string, library: string): Promise<Prepared> {
  await load(module, name, library)
  return [worker(), cpuOfWorker()]
}

/** A promise only if the function returns one, or is not there yet. @param args JSON */
export function measure(module: string, name: string, library: string, args: string): Timed | Promise<Timed> {
  const call = functions.get(name)
  return call ? time(call, args) : load(module, name, library).then((loaded) => time(loaded, args))
}

/** A process measures one function only. */
async function load(module: string, name: string, library: string): Promise<Callable> {
  if (!isWatching) watchLoading(library)
  isWatching = true
  const state = childState()
  if (state) state.isImporting = true
  try {
    const call = await loadTarget({ module, export: name })
    functions.set(name, call)
    return call
  } finally {
    if (state) state.isImporting = false
  }
}

function time(call: Callable, text: string): Timed | Promise<Timed> {
  const args = JSON.parse(text) as unknown[]
  const cpuAtBegin = cpuOfWorker()
  const begin = now()
  const finish = (how: Timed[6], value: unknown): Timed => {
    const end = now()
    return [worker(), begin, end, cpuAtBegin, cpuOfWorker(), process.memoryUsage.rss(), how, value]
  }
  const fail = (thrown: unknown): Timed => finish('threw', describeThrown(thrown) satisfies Thrown)
  try {
    const returned = call(...args)
    if (!isThenable(returned)) return finish('returned', returned)
    return Promise.resolve(returned).then((value) => finish('returned', value), fail)
  } catch (error) {
    return fail(error)
  }
}

/** From 1; 0 in the comparing process itself. */
function worker(): number {
  return Number(/^PoolWorker-(\d+)$/.exec(childState()?.name ?? '')?.[1] ?? 0)
}

/** Of this process; of this thread alone if it is one of several workers. */
function cpuOfWorker(): number {
  return cpuTime(isMainThread ? process.cpuUsage() : process.threadCpuUsage())
}
