import { Duplex } from 'node:stream'
import { describe, expect, it } from 'vitest'
import { WorkerDiedError } from '../../../src-main/multiprocessing/pools/calls.ts'
import type { WorkerStart } from '../../../src-main/multiprocessing/pools/child-handle.ts'
import { failedStart } from '../../../src-main/multiprocessing/pools/failed-start.ts'
import { SharedTaskRecord } from '../../../src-main/multiprocessing/pools/task-record.ts'
import { WorkerPool } from '../../../src-main/multiprocessing/pools/worker-pool.ts'
import { FrameWriter } from '../../../src-main/multiprocessing/worker/frames.ts'
import { fromWorker } from '../../../src-main/multiprocessing/worker/messages.ts'

const target = { module: 'file:///nowhere.ts', export: 'default' }

/** A pool whose workers do only what the test says. */
function newPool(size: number): { pool: WorkerPool; starts: WorkerStart[] } {
  const starts: WorkerStart[] = []
  const pool = new WorkerPool({
    size,
    start: (start) => {
      starts.push(start)
      const child = failedStart({ ...start, onEnd: () => undefined }, new Error('never told'))
      const writer = new FrameWriter(new Duplex({ write: (_chunk, _encoding, done) => done(), read: () => undefined }))
      return { child: { ...child, pid: starts.length, writer }, taskRecord: new SharedTaskRecord() }
    },
  })
  return { pool, starts }
}

function call(pool: WorkerPool): Promise<unknown> {
  const { promise, resolve, reject } = Promise.withResolvers<unknown>()
  pool.call(target, [], { resolve, reject })
  return promise
}

describe('a pool that gave up starting workers', () => {
  it('fails the tasks that wait when its last worker ends', async () => {
    const { pool, starts } = newPool(2)
    starts[0]?.onFrame({ kind: fromWorker.ready, number: 0, content: Buffer.alloc(0) })
    for (const index of [1, 2, 3]) starts[index]?.onEnd({ code: 1, signal: null })
    expect([starts.length, pool.workers.length]).toEqual([4, 1])
    const calls = Promise.allSettled([call(pool), call(pool)])
    await new Promise(setImmediate)
    pool.close()
    starts[0]?.onEnd({ code: null, signal: 'SIGKILL' })
    const [begun, waiting] = await calls
    expect(begun).toMatchObject({ status: 'rejected', reason: expect.any(WorkerDiedError) as unknown })
    expect(waiting).toMatchObject({
      reason: { message: expect.stringContaining('No other worker could be started') as unknown },
    })
    await pool.join()
  })
})
