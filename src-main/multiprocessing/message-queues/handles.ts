import { isPlainObject } from '../../contract/plain-object.ts'
import type { QueueName } from './answer.ts'
import type { QueueEndpoint } from './queue-endpoint.ts'
import { Queue } from './queue.ts'

/** Stands for a queue in what is sent. A name that nobody else would give a property. */
const mark = 'forkyard:queue:7f3b6f0e'

type Handle = Record<typeof mark, QueueName>

/**
 * A copy with a handle in the place of each queue in it, and those queues. Looks into arrays and plain objects; anything
 * else is left as it is.
 */
export function withHandles(value: unknown): { value: unknown; queues: QueueEndpoint[] } {
  const queues = new Set<QueueEndpoint>()
  const replaced = replaceIn(value, (part) => {
    if (!(part instanceof Queue)) return undefined
    const endpoint = part.endpoint()
    queues.add(endpoint)
    return { [mark]: { id: endpoint.id, name: endpoint.name, capacity: endpoint.capacity } } satisfies Handle
  })
  return { value: replaced, queues: [...queues] }
}

/** A copy with a queue in the place of each handle. */
export function withQueues(value: unknown, queueOf: (name: QueueName) => QueueEndpoint): unknown {
  return replaceIn(value, (part) =>
    isPlainObject(part) && mark in part ? new Queue(queueOf((part as Handle)[mark])) : undefined,
  )
}

/** `replace` gives what takes the place of a part; undefined if that is looked into. */
function replaceIn(value: unknown, replace: (part: unknown) => unknown): unknown {
  const copies = new Map<unknown, unknown>()
  const copy = (part: unknown): unknown => {
    const replaced = replace(part)
    if (replaced !== undefined) return replaced
    if (copies.has(part)) return copies.get(part)
    if (Array.isArray(part)) {
      const list: unknown[] = []
      copies.set(part, list)
      for (const item of part) list.push(copy(item))
      return list
    }
    if (!isPlainObject(part)) return part
    const object: Record<string, unknown> = {}
    copies.set(part, object)
    for (const [key, inner] of Object.entries(part)) object[key] = copy(inner)
    return object
  }
  return copy(value)
}
