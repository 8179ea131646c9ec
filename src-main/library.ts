/* The face of Forkyard for scripts: `import { Pool, Process } from 'forkyard'`. See docs/library.md. */
export { PoolClosedError, WorkerDiedError } from './engine/workers/worker-pool.ts'
export { AsyncResult } from './library/async-result.ts'
export { TimeoutError } from './library/errors.ts'
export { isMainProcess } from './library/main-process.ts'
export { type ApplyOptions, type MapOptions, Pool, type PoolOptions } from './library/pool.ts'
export { Process, type ProcessOptions } from './library/process.ts'
export type { Target } from './library/target.ts'
