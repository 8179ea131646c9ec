import { systemClock } from '../../platform/clock.ts'
import { SecretKey } from '../data-folder/secret-key.ts'
import { WaitingRuns } from '../runs/restored-runs.ts'
import { HistoryReader } from '../storage/history-reader.ts'
import type { OpenFailure } from '../storage/messages.ts'
import type { Restored } from '../storage/rows.ts'
import { StorageThread } from '../storage/storage-thread.ts'
import { StoredTasks } from '../submission/stored-tasks.ts'
import type { EngineOptions } from './port.ts'

/** What is kept in the data folder, and what was found there. */
export interface Store {
  key: SecretKey
  tasks: StoredTasks
  storage: StorageThread
  reader: HistoryReader
  waiting: WaitingRuns
  restored: Restored
}

/** Rejects if the key cannot be had, or if no thread can be started. */
export async function openStore({
  dataFolder,
  storageEntry,
  keyring,
  onDamage = 'refuse',
}: EngineOptions): Promise<Store | OpenFailure> {
  const key = await SecretKey.load(dataFolder, await keyring)
  const tasks = new StoredTasks(key)
  const waiting = new WaitingRuns(tasks, systemClock)
  const opened = await StorageThread.open(storageEntry, { folder: dataFolder, onDamage }, (slice) => {
    waiting.take(slice)
  })
  if ('kind' in opened) return opened
  return { ...opened, key, tasks, waiting, reader: new HistoryReader(storageEntry, dataFolder) }
}

export async function closeStore({ reader, storage }: Store): Promise<void> {
  await reader.close()
  await storage.close()
}
