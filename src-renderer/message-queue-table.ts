import { limits } from '../src-main/contract/limits.ts'
import type { MessageQueue, MessageQueueRound, MessageQueueSample } from '../src-main/contract/message-queue.ts'
import type { Snapshot } from '../src-main/contract/snapshot.ts'

/** A message queue with its samples, oldest first. Raw: both are replaced or grow in place. */
export interface MessageQueueRow {
  queue: MessageQueue
  readonly samples: MessageQueueSample[]
}

/** The host's message queues as this window knows them, in order of their making; changes in place. */
export class MessageQueueTable {
  readonly rows = new Map<string, MessageQueueRow>()

  constructor(queues: Snapshot['messageQueues'] = []) {
    for (const { samples, ...queue } of queues) this.rows.set(queue.id, { queue, samples: [...samples] })
  }

  add({ at, changed, gone }: MessageQueueRound): void {
    for (const id of gone) this.rows.delete(id)
    const before = new Map(Array.from(this.rows, ([id, { queue }]) => [id, queue]))
    for (const queue of changed) {
      const row = this.rows.get(queue.id)
      if (row) row.queue = queue
      else this.rows.set(queue.id, { queue, samples: [] })
    }
    for (const [id, { queue, samples }] of this.rows) {
      const { puts = 0, gets = 0 } = before.get(id) ?? {}
      samples.push({ at, depth: queue.depth, puts: queue.puts - puts, gets: queue.gets - gets })
      if (samples.length > limits.messageQueueSamples) samples.shift()
    }
  }
}
