import { readFileSync } from 'node:fs'
import { type Pool, Queue } from '../../../src-main/library.ts'
import type * as functions from '../../fixtures/queue-functions.ts'
import { until } from '../../supervisor/until.ts'

/** Mappings of memory in common that a process has. */
export function mappings(pid: number): number {
  return readFileSync(`/proc/${pid}/maps`, 'utf8').split('memfd:forkyard').length - 1
}

/** Has each worker open memory in common with this process, which it does when it has waited for a message. */
export async function connect(pool: Pool): Promise<void> {
  const [gate, greetings] = [new Queue<number>(), new Queue<number>()]
  const at = new URL('../../fixtures/queue-functions.ts#greet', import.meta.url)
  const greeted = pool.workers.map(() => pool.apply<typeof functions.greet>(at, [gate, greetings]))
  const pids = new Set<number>()
  for (const _ of greeted) pids.add(await greetings.get())
  // One for the queue, one for what it puts. Threads are this process, which has made both.
  for (const pid of pids) await until('memory in common', () => mappings(pid) >= 2)
  for (const _ of greeted) await gate.put(0)
  await Promise.all(greeted)
}
