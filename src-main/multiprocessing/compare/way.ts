import { pathToFileURL } from 'node:url'
import type { Calls } from '../pools/calls.ts'
import { CoroutinePool } from '../pools/coroutine-pool.ts'
import { processStarter, threadStarter } from '../pools/start-worker.ts'
import { WorkerPool } from '../pools/worker-pool.ts'
import type { TargetName } from '../worker/messages.ts'
import type { CallOutcome } from './call-outcome.ts'
import { reportsOf } from './call-reports.ts'
import { cpuTime, now } from './clocks.ts'
import type { Prepared, Timed } from './measuring.ts'
import type { MeasureRequest, Measured } from './messages.ts'
import { digestOf, resultOf, summaryOf } from './result-text.ts'
import { SerialCalls } from './serial-calls.ts'
import { cpuOfWorkers, growth, memoryOfWorkers } from './worker-figures.ts'

/**
 * Makes the pool of one way, calls the function in it and measures. Rejects if it cannot be called. `onProgress` gets
 * how many calls have ended.
 */
export async function measureWay(request: MeasureRequest, onProgress: (ended: number) => void): Promise<Measured> {
  const { call, files, times } = request
  const module = pathToFileURL(files.measuringEntry).href
  const named = [pathToFileURL(call.module).href, call.name, pathToFileURL(files.libraryEntry).href]
  const memoryBefore = process.memoryUsage.rss()
  const cpuBefore = cpuTime()
  const madeAt = now()
  const { pool, workers } = makePool(request)
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
    Array.from({ length: times }, async (): Promise<CallOutcome> => {
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
  const isApart = request.way === 'processes'
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
    ...reportsOf(outcomes, request, madeAt),
    ...resultOf(outcomes[0]),
    digests: outcomes.map(digestOf),
  }
}

type Caller = Pick<Calls, 'call'>

function makePool({ way, times, workers, files }: MeasureRequest): { pool: Caller; workers: number } {
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

function ask<Value>(pool: Caller, target: TargetName, args: unknown[]): Promise<Value> {
  const { promise, resolve, reject } = Promise.withResolvers<Value>()
  pool.call(target, args, { resolve, reject })
  return promise
}
