import type { Broker } from './broker.ts'

const living = new Set<WeakRef<Broker>>()
const registry = new FinalizationRegistry<WeakRef<Broker>>((reference) => living.delete(reference))

/** Held weakly: a queue that nobody has any more is gone from here too. */
export function addLiving(broker: Broker): void {
  const reference = new WeakRef(broker)
  living.add(reference)
  registry.register(broker, reference)
}

/** The message queues that live in this process, in the order of their making. */
export function livingQueues(): Broker[] {
  return Array.from(living, (reference) => reference.deref()).filter((broker) => broker !== undefined)
}
