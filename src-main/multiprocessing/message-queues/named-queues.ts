import { Broker } from './broker.ts'
import type { LivingQueue } from './living-queues.ts'
import type { QueueEndpoint } from './queue-endpoint.ts'

/** Message queues that processes find by their names. */
export interface NamedQueues {
  /** The one of this name; it is made if there is none. @param capacity of a new one; undefined: any number of messages */
  open(name: string, capacity: number | undefined): Promise<QueueEndpoint>
}

/** Those of the process where the program began: they live there until they are closed and empty, or dropped. */
class OwnQueues implements NamedQueues {
  readonly #queues = new Map<string, Broker>()

  open(name: string, capacity = 0): Promise<Broker> {
    let queue = this.#queues.get(name)
    if (!queue?.isUsable) {
      queue = new Broker(capacity, name)
      this.#queues.set(name, queue)
    }
    return Promise.resolve(queue)
  }

  drop(queue: LivingQueue): void {
    if (this.#queues.get(queue.name) === queue) this.#queues.delete(queue.name)
  }
}

const own = new OwnQueues()

// The library may be loaded twice in one process, from its bundle and from sources.
const key = Symbol.for('forkyard.named-queues')
const place = globalThis as unknown as Record<typeof key, NamedQueues | undefined>

/** In a process that was started for a function: those of the process that started it. */
export function setNamedQueues(queues: NamedQueues): void {
  place[key] = queues
}

export function namedQueues(): NamedQueues {
  return (place[key] ??= own)
}

/** Whoever opens its name from now on gets a new one. */
export function dropNamed(queue: LivingQueue): void {
  own.drop(queue)
}
