import { join } from 'node:path'
import { setFlagsFromString } from 'node:v8'
import { type Answer, success } from './contract/answer.ts'
import type { HostDescription } from './contract/snapshot.ts'
import { type Engine, type Keyring, type OnDamage, makeLogFolder, openEngine } from './engine/index.ts'
import { keepStartRule } from './host/start-rule.ts'
import type { Installation } from './installation.ts'
import { openSupervisor } from './supervisor/enduring.ts'
import { currentPlatform } from './supervisor/platform/current.ts'

export interface Opening {
  installation: Omit<Installation, 'version' | 'pageFolder'>
  host: HostDescription
  /** The user's own. */
  environment: Record<string, string>
  onDamage?: OnDamage
  keyring?: Promise<Keyring | undefined>
}

/**
 * Supervisor and engine over a data folder that this host holds. Fails (as a value) where the database cannot be used;
 * rejects where the folder cannot, or where no supervisor starts.
 */
export async function openHostEngine({
  installation,
  host,
  environment,
  onDamage,
  keyring,
}: Opening): Promise<Answer<Engine>> {
  const { dataFolder } = host
  keepYoungGenerationSmall()
  await makeLogFolder(dataFolder)
  const platform = currentPlatform()
  const bootId = platform.bootId()
  platform.close()
  const opened = await openEngine({
    supervisor: openSupervisor({
      entry: installation.supervisorEntry,
      environment,
      runtimeFolder: join(dataFolder, 'run'),
      onHostLost: { kind: 'keep' },
    }),
    storageEntry: installation.storageEntry,
    workers: installation,
    compare: installation,
    dataFolder,
    bootId,
    environment,
    host,
    ...(onDamage && { onDamage }),
    ...(keyring && { keyring }),
  })
  return opened.ok ? success(await keepStartRule(opened.value, dataFolder)) : opened
}

/**
 * In all threads of this process: V8 otherwise doubles it with what survives, up to some 100 MB a thread, and gives none of
 * that back. V8 reads this factor at each growth, so it holds for a heap that is there already, unlike the size itself.
 */
function keepYoungGenerationSmall(): void {
  setFlagsFromString('--semi-space-growth-factor=1')
}
