import type { QueueUser } from './queue-endpoint.ts'

/** A queue as it is at this moment. */
export interface QueueSnapshot {
  id: string
  name: string
  /** 0: any number of messages. */
  capacity: number
  /** Messages that wait. */
  depth: number
  /** Messages since the beginning; those that were taken and came back are not among `gets`. */
  puts: number
  gets: number
  /** Who waits for room and for messages, in order; undefined: this process. */
  putters: (QueueUser | undefined)[]
  takers: (QueueUser | undefined)[]
  isOpen: boolean
}
