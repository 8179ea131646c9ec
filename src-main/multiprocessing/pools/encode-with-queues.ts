import { withHandles } from '../message-queues/handles.ts'
import type { QueueEndpoint } from '../message-queues/queue-endpoint.ts'
import { encodeClone } from '../worker/messages.ts'

/**
 * The bytes of what `wrap` makes of a value, and the message queues in it, which the receiver has to be given access to.
 * Queues are looked for only if the value cannot be cloned as it is, since a value with a queue in it never can be.
 * Throws a DataCloneError.
 */
export function encodeWithQueues(
  value: unknown,
  wrap: (value: unknown, hasQueues: boolean) => unknown,
): { content: Buffer; queues: QueueEndpoint[] } {
  try {
    return { content: encodeClone(wrap(value, false)), queues: [] }
  } catch (error) {
    const { value: sent, queues } = withHandles(value)
    if (queues.length === 0) throw error
    return { content: encodeClone(wrap(sent, true)), queues }
  }
}
