import type { QueueSnapshot } from './queue-snapshot.ts'

/** A message queue in the process that it lives in, as those see it who show and end queues. */
export interface LivingQueue {
  readonly id: string
  readonly name: string
  snapshot(): QueueSnapshot
  /** Takes no more messages; those in it can still be taken. */
  close(): Promise<void>
  /** Closes it and drops the messages that wait in it. Returns how many they were. */
  clear(): number
}

const living = new Set<WeakRef<LivingQueue>>()
const registry = new FinalizationRegistry<WeakRef<LivingQueue>>((reference) => living.delete(reference))

/** Held weakly: a queue that nobody has any more is gone from here too. */
export function addLiving(queue: LivingQueue): void {
  const reference = new WeakRef(queue)
  living.add(reference)
  registry.register(queue, reference)
}

/** The message queues that live in this process, in the order of their making. */
export function livingQueues(): LivingQueue[] {
  return Array.from(living, (reference) => reference.deref()).filter((queue) => queue !== undefined)
}
