import type { MessageQueues } from '../functions/message-queues.ts'
import type { Pool } from '../runs/pool.ts'
import type { RunCount } from './port.ts'

/** What there is when the host is to end. */
export function countRuns(pool: Pool, messageQueues: MessageQueues): RunCount {
  const live = [...pool.live.values()]
  return {
    live: live.length,
    functions: live.filter(({ task }) => task.command.kind === 'function').length,
    waiting: pool.queue.depth,
    messages: messageQueues.depth,
  }
}
