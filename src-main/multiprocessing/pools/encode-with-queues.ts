import type { QueueEnd } from '../message-queues/end.ts'
import { withHandles } from '../message-queues/handles.ts'
import { encodeClone } from '../worker/messages.ts'

/**
 * The bytes of what `wrap` makes of a value, and the message queues in it, which the receiver has to be given access to.
 * Queues are looked for only where the value cannot be cloned as it is: they alone make no cloneable value impossible.
 * Throws a DataCloneError.
 */
export function encodeWithQueues(
  value: unknown,
  wrap: (value: unknown, hasQueues: boolean) => unknown,
): { content: Buffer; queues: QueueEnd[] } {
  try {
    return { content: encodeClone(wrap(value, false)), queues: [] }
  } catch (error) {
    const { value: sent, queues } = withHandles(value)
    if (queues.length === 0) throw error
    return { content: encodeClone(wrap(sent, true)), queues }
  }
}
