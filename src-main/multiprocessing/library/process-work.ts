import { encodeWithQueues } from '../pools/encode-with-queues.ts'
import type { ProcessWork } from '../worker/messages.ts'

/** The bytes of what a process is to do, and the message queues in it. Throws a TypeError if it cannot be sent. */
export function encodeWork(name: string, describe: () => ProcessWork['what']): ReturnType<typeof encodeWithQueues> {
  try {
    return encodeWithQueues(describe(), (what, hasQueues): ProcessWork => ({
      name,
      what: what as ProcessWork['what'],
      hasQueues,
    }))
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error)
    throw new TypeError(`The process “${name}” cannot be sent its arguments: ${message}`, { cause: error })
  }
}

/** An object of a subclass of `Process`. Throws a TypeError if the class does not say where it is. */
export function workOfObject(object: object, constructor: { module?: string; name: string }): ProcessWork['what'] {
  const { module, name: className } = constructor
  if (module === undefined)
    throw new TypeError(`the class ${className} does not say where it is: give it “static module = import.meta.url”`)
  return { kind: 'object', module, className, fields: Object.fromEntries(Object.entries(object)) }
}
