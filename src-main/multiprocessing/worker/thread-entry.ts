import { parentPort, workerData } from 'node:worker_threads'
import { openChild } from './open-child.ts'
import { PortStream } from './port-stream.ts'

/* Entry of the threads that functions run in, started by multiprocessing/pools/thread-child.ts. */

const { name, taskRecord } = workerData as { name: string; taskRecord: Int32Array }
const port = parentPort
if (!port) throw new Error('This is a thread’s entry.')
openChild({
  channel: new PortStream(port).on('finish', () => {
    port.close()
  }),
  setKept: () => undefined,
  kind: 'worker',
  name,
  note: (task) => Atomics.store(taskRecord, 0, task),
  onLost: () => undefined,
})
