import { createHash } from 'node:crypto'
import { pathToFileURL } from 'node:url'
import { inspect } from 'node:util'
import type { CallReport, WayFigures } from '../../contract/compare.ts'
import { limits } from '../../contract/limits.ts'
import type { ErrorSummary } from '../../contract/run.ts'
import { CoroutinePool } from '../pools/coroutine-pool.ts'
import { processStarter, threadStarter } from '../pools/start-worker.ts'
import type { Calls } from '../pools/calls.ts'
import { WorkerPool } from '../pools/worker-pool.ts'
import type { Thrown } from '../worker/thrown.ts'
import { cpuTime, now } from './clocks.ts'
import type { Prepared, Timed } from './measuring.ts'
import type { Measured, Order } from './messages.ts'
import { SerialCalls } from './serial-calls.ts'
import { type Placed, assignSlots } from './slots.ts'

/** A call's measurement, or why there is none. */
type Outcome = { timed: Timed } | { error: ErrorSummary }

/**
 * Makes the pool of one way, calls the function in it and measures. Rejects where it cannot be called. `onProgress` is told
 * how many calls have ended.
 */
export async function measureWay(order: Order, onProgress: (ended: number) => void): Promise<Measured> {
  const { call, files, times } = order
  const module = pathToFileURL(files.measuringEntry).href
  const named = [pathToFileURL(call.module).href, call.name, pathToFileURL(files.libraryEntry).href]
  const memoryBefore = process.memoryUsage.rss()
  const cpuBefore = cpuTime()
  const madeAt = now()
  const { pool, workers } = makePool(order)
  // Each worker is given one of as many as there are.
  const prepared = await Promise.all(
    Array.from({ length: workers }, () => ask<Prepared>(pool, { module, export: 'prepare' }, named)),
  )
  const readyAt = now()
  const cpuReady = cpuTime()
  const measuring = { module, export: 'measure' }
  const args = [...named, JSON.stringify(call.args)]
  let ended = 0
  const outcomes = await Promise.all(
    Array.from({ length: times }, async (): Promise<Outcome> => {
      try {
        return { timed: await ask<Timed>(pool, measuring, args) }
      } catch (error) {
        return { error: summaryOf(error) }
      } finally {
        onProgress(++ended)
      }
    }),
  )
  const wall = now() - readyAt
  const ownCpu = cpuTime() - cpuReady
  const timed = outcomes.flatMap((outcome) => ('timed' in outcome ? [outcome.timed] : []))
  const isApart = order.way === 'processes'
  const figures = {
    startUp: readyAt - madeAt,
    startUpCpu: cpuReady - cpuBefore + (isApart ? prepared.reduce((sum, [, cpu]) => sum + cpu, 0) : 0),
    wall,
    cpu: ownCpu + (isApart ? cpuOfWorkers(prepared, timed) : 0),
    memory: Math.max(0, isApart ? memoryOfWorkers(timed) + growth([], memoryBefore) : growth(timed, memoryBefore)),
  }
  return {
    kind: 'measured',
    ...figures,
    ...reports(outcomes, order, madeAt),
    ...resultOf(outcomes[0]),
    digests: outcomes.map(digestOf),
  }
}

type Caller = Pick<Calls, 'call'>

function makePool({ way, times, workers, files }: Order): { pool: Caller; workers: number } {
  switch (way) {
    case 'serial':
      return { pool: new SerialCalls(), workers: 1 }
    case 'coroutines':
      return { pool: new CoroutinePool(times), workers: 1 }
    case 'threads':
      return { pool: new WorkerPool({ start: threadStarter(files.threadEntry), size: workers }), workers }
    case 'processes':
      return { pool: new WorkerPool({ start: processStarter(files.workerEntry), size: workers }), workers }
  }
}

type Target = Parameters<Calls['call']>[0]

function ask<Value>(pool: Caller, target: Target, args: unknown[]): Promise<Value> {
  const { promise, resolve, reject } = Promise.withResolvers<Value>()
  pool.call(target, args, { resolve, reject })
  return promise
}

/** From where each was ready to the end of its last call; of one that replaced another, from its first call on. */
function cpuOfWorkers(prepared: Prepared[], timed: Timed[]): number {
  const spans = new Map(prepared.map(([worker, cpu]) => [worker, { from: cpu, to: cpu }]))
  for (const [worker, , , cpuAtBegin, cpuAtEnd] of timed) {
    const span = spans.get(worker) ?? { from: cpuAtBegin, to: cpuAtEnd }
    spans.set(worker, { from: Math.min(span.from, cpuAtBegin), to: Math.max(span.to, cpuAtEnd) })
  }
  return [...spans.values()].reduce((sum, { from, to }) => sum + to - from, 0)
}

function memoryOfWorkers(timed: Timed[]): number {
  const largest = new Map<number, number>()
  for (const [worker, , , , , memory] of timed) largest.set(worker, Math.max(memory, largest.get(worker) ?? 0))
  return [...largest.values()].reduce((sum, memory) => sum + memory, 0)
}

/** By how much this process grew, at the largest that was seen. */
function growth(timed: Timed[], before: number): number {
  return Math.max(0, ...timed.map(([, , , , , memory]) => memory), process.memoryUsage.rss()) - before
}

function reports(outcomes: Outcome[], { way, workers }: Order, madeAt: number): Pick<WayFigures, 'slots' | 'calls'> {
  const bars = outcomes.flatMap((outcome): Placed[] => {
    if (!('timed' in outcome)) return []
    const [worker, begin, end] = outcome.timed
    return [{ worker, begin, end }]
  })
  const slots = assignSlots(bars, workers)
  let next = 0
  const calls = outcomes.map((outcome): CallReport => {
    if (!('timed' in outcome)) return { error: outcome.error }
    const [, begin, end, cpuAtBegin, cpuAtEnd, , how, value] = outcome.timed
    const slot = slots[next++] ?? 0
    const cpu = way === 'coroutines' ? {} : { cpu: round(cpuAtEnd - cpuAtBegin) }
    return {
      bar: { slot, begin: round(begin - madeAt), end: round(end - madeAt), ...cpu },
      ...(how === 'threw' && { error: summaryOfThrown(value as Thrown) }),
    }
  })
  const isPool = way === 'threads' || way === 'processes'
  return { slots: Math.max(isPool ? workers : 1, ...slots.map((slot) => slot + 1)), calls }
}

/** To a microsecond: the clock's own grain. */
function round(milliseconds: number): number {
  return Math.round(milliseconds * 1_000) / 1_000
}

function resultOf(outcome: Outcome | undefined): { result?: string } {
  if (!outcome || !('timed' in outcome) || outcome.timed[6] === 'threw') return {}
  return { result: cut(textOf(outcome.timed[7]), limits.shownResultLength) }
}

function digestOf(outcome: Outcome): string | undefined {
  if (!('timed' in outcome)) return undefined
  const [, , , , , , how, value] = outcome.timed
  const text = how === 'returned' ? textOf(value) : Object.values(summaryOfThrown(value as Thrown)).join(': ')
  return createHash('sha256').update(`${how} ${text}`).digest('base64')
}

/** The same for what is the same, however it came here. */
function textOf(value: unknown): string {
  const everything = { depth: null, maxArrayLength: null, maxStringLength: null, breakLength: Infinity, sorted: true }
  return inspect(value, everything)
}

export function summaryOf(error: unknown): ErrorSummary {
  const { name, message } = error instanceof Error ? error : { name: 'Error', message: textOf(error) }
  return { name, message: cut(message, limits.shownCommandLength) }
}

function summaryOfThrown(thrown: Thrown): ErrorSummary {
  return thrown.kind === 'error'
    ? summaryOf(Object.assign(new Error(thrown.message), { name: thrown.name }))
    : summaryOf(thrown.value)
}

function cut(text: string, length: number): string {
  return text.length > length ? `${text.slice(0, length - 1)}…`.toWellFormed() : text
}
