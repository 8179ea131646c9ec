import type { Snapshot } from '../../contract/snapshot.ts'
import { describeLive } from '../runs/describe.ts'
import type { Parts } from './parts.ts'

/** The state that a client builds on. */
export function snapshot(parts: Parts, revision: number): Snapshot {
  const { options, nextDataFolder, pool, history, sampler, messageQueues, settings, recovery } = parts
  return {
    revision,
    host: { ...options.host, nextDataFolder: nextDataFolder.folder },
    pools: [pool.status],
    pool: pool.status,
    live: [...pool.live.values()].map(describeLive),
    ended: history.newestFirst(),
    queueSamples: sampler.samples(),
    messageQueues: messageQueues.snapshot(),
    settings: settings.value,
    ...(recovery.value && { recovery: recovery.value }),
  }
}
