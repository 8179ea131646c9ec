import { withHandles, withQueues } from '../message-queues/handles.ts'
import type { QueueEndpoint } from '../message-queues/queue-endpoint.ts'
import { TargetError, loadTarget } from '../worker/load-target.ts'
import { type TargetName, decodeClone, encodeClone } from '../worker/messages.ts'
import type { FunctionTask } from './function-task.ts'

const resultCannot = 'The result cannot be sent to another process'

/**
 * What the task's function returns in this very process. Arguments and result are copied, as they are for a worker.
 * @param importLimit milliseconds that importing its module may take; undefined: any time
 */
export async function callInProcess(
  { target, args, isMany }: Pick<FunctionTask, 'target' | 'args' | 'isMany'>,
  importLimit: number | undefined,
): Promise<unknown> {
  const copies = copyOf(args, `The arguments of ${target.module}#${target.export} cannot be sent to a worker`)
  const call = await loadWithin(target, importLimit)
  if (!isMany) return copyOf(await call(...(copies as unknown[])), resultCannot)
  const values: unknown[] = []
  for (const list of copies as unknown[][]) values.push(copyOf(await call(...list), resultCannot))
  return values
}

/** Rejects with a TargetError if it takes longer. A module that never comes back to the event loop holds up all. */
async function loadWithin(target: TargetName, limit: number | undefined): ReturnType<typeof loadTarget> {
  if (limit === undefined) return loadTarget(target)
  const { promise: late, reject } = Promise.withResolvers<never>()
  const timer = setTimeout(() => {
    const sentence = `The module ${target.module} was not imported within ${limit} ms.`
    const advice =
      'A module that waits for its own function at its top level waits without end: move that into another function.'
    reject(new TargetError(`${sentence} ${advice}`))
  }, limit)
  try {
    return await Promise.race([loadTarget(target), late])
  } finally {
    clearTimeout(timer)
  }
}

/** As if it had gone to another process. Throws a TypeError if it could not. */
function copyOf(value: unknown, sentence: string): unknown {
  try {
    return decodeClone(encodeClone(value))
  } catch (error) {
    const { value: sent, queues } = withHandles(value)
    const message = error instanceof Error ? error.message : String(error)
    if (queues.length === 0) throw new TypeError(`${sentence}: ${message}`, { cause: error })
    const endpoints = new Map<string, QueueEndpoint>(queues.map((queue) => [queue.id, queue]))
    return withQueues(decodeClone(encodeClone(sent)), ({ id }) => {
      const endpoint = endpoints.get(id)
      if (!endpoint) throw new Error(`There is no queue ${id}.`)
      return endpoint
    })
  }
}
