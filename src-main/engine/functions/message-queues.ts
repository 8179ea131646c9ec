import { limits } from '../../contract/limits.ts'
import type { MessageQueue, MessageQueueRound, MessageQueueSample, Waiting } from '../../contract/message-queue.ts'
import type { RunId } from '../../contract/run.ts'
import { raise } from '../../platform/uncaught.ts'
import { livingQueues } from '../../multiprocessing/message-queues/living-queues.ts'
import { dropNamed } from '../../multiprocessing/message-queues/named-queues.ts'
import type { QueueUser } from '../../multiprocessing/message-queues/queue-endpoint.ts'
import type { QueueSnapshot } from '../../multiprocessing/message-queues/queue-snapshot.ts'
import type { Clock } from '../../platform/clock.ts'

/** Milliseconds. */
const interval = 1_000

interface Sampled {
  snapshot: QueueSnapshot
  samples: MessageQueueSample[]
}

/** The message queues of this process, sampled once a second while there are any. */
export class MessageQueues {
  readonly #sampled = new Map<string, Sampled>()
  readonly #clock: Clock
  /** The run that a worker has. */
  readonly #runOf: (pid: number) => RunId | undefined
  readonly #onRound: (round: MessageQueueRound) => void
  #cancel: () => void

  constructor(clock: Clock, runOf: (pid: number) => RunId | undefined, onRound: (round: MessageQueueRound) => void) {
    this.#clock = clock
    this.#runOf = runOf
    this.#onRound = onRound
    this.#cancel = clock.after(interval, () => {
      this.#tick()
    })
  }

  snapshot(): (MessageQueue & { samples: MessageQueueSample[] })[] {
    return Array.from(this.#sampled.values(), ({ snapshot, samples }) => ({
      ...this.#describe(snapshot),
      samples: [...samples],
    }))
  }

  /** Messages that wait now, in all of them. */
  get depth(): number {
    return livingQueues().reduce((sum, queue) => sum + queue.snapshot().depth, 0)
  }

  /** False if there is none. */
  close(id: string): boolean {
    const queue = livingQueues().find((living) => living.id === id)
    queue?.close().catch(raise)
    return queue !== undefined
  }

  /** Messages that it had; undefined if there is none. */
  remove(id: string): number | undefined {
    const queue = livingQueues().find((living) => living.id === id)
    if (!queue) return undefined
    dropNamed(queue)
    return queue.clear()
  }

  end(): void {
    this.#cancel()
  }

  #tick(): void {
    this.#cancel = this.#clock.after(interval, () => {
      this.#tick()
    })
    const at = this.#clock.now()
    const changed: MessageQueue[] = []
    const seen = new Set<string>()
    for (const queue of livingQueues()) {
      const snapshot = queue.snapshot()
      // One that can be used no more is of interest for as long as somebody has messages of it to take.
      if (!snapshot.isOpen && snapshot.depth === 0) continue
      seen.add(snapshot.id)
      if (this.#note(snapshot, at)) changed.push(this.#describe(snapshot))
    }
    const gone = [...this.#sampled.keys()].filter((id) => !seen.has(id))
    for (const id of gone) this.#sampled.delete(id)
    if (seen.size > 0 || gone.length > 0) this.#onRound({ at, changed, gone })
  }

  /** Whether it is another than it was a second ago. */
  #note(snapshot: QueueSnapshot, at: number): boolean {
    const before = this.#sampled.get(snapshot.id)
    const sample = {
      at,
      depth: snapshot.depth,
      puts: snapshot.puts - (before?.snapshot.puts ?? 0),
      gets: snapshot.gets - (before?.snapshot.gets ?? 0),
    }
    const samples = before?.samples ?? []
    samples.push(sample)
    if (samples.length > limits.messageQueueSamples) samples.shift()
    this.#sampled.set(snapshot.id, { snapshot, samples })
    return !before || JSON.stringify(before.snapshot) !== JSON.stringify(snapshot)
  }

  #describe({ id, name, capacity, isOpen, depth, puts, gets, putters, takers }: QueueSnapshot): MessageQueue {
    return {
      id,
      name,
      capacity,
      isOpen,
      depth,
      puts,
      gets,
      putters: putters.slice(0, limits.waitingShown).map((user) => this.#waiting(user)),
      takers: takers.slice(0, limits.waitingShown).map((user) => this.#waiting(user)),
      putterCount: putters.length,
      takerCount: takers.length,
    }
  }

  #waiting(user: QueueUser | undefined): Waiting {
    if (!user) return { name: 'Forkyard', pid: process.pid }
    const { name, pid } = user
    const runId = pid === undefined ? undefined : this.#runOf(pid)
    return { name: name ?? 'process', ...(pid !== undefined && { pid }), ...(runId !== undefined && { runId }) }
  }
}
