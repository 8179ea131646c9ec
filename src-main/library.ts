/* The face of Forkyard for scripts: `import { Pool, Process, Queue } from 'forkyard'`. See docs/library.md. */
export { PoolClosedError, WorkerDiedError } from './multiprocessing/pools/calls.ts'
export { AsyncResult } from './multiprocessing/library/async-result.ts'
export { TimeoutError } from './multiprocessing/library/errors.ts'
export { isMainProcess } from './multiprocessing/library/main-process.ts'
export { Pool } from './multiprocessing/library/pool.ts'
export type {
  ApplyOptions,
  MapAsyncOptions,
  MapOptions,
  PoolOptions,
  WorkerKind,
} from './multiprocessing/library/pool-options.ts'
export { Process, type ProcessOptions } from './multiprocessing/library/process.ts'
export { Empty, Full, QueueClosedError } from './multiprocessing/message-queues/queue-errors.ts'
export { QueueLostError } from './multiprocessing/message-queues/queue-lost.ts'
export type { WaitOptions } from './multiprocessing/message-queues/queue-options.ts'
export { type Delivery, Queue } from './multiprocessing/message-queues/queue.ts'
export type { Target } from './multiprocessing/library/target.ts'
