import { join } from 'node:path'
import { setFlagsFromString } from 'node:v8'
import { type Answer, success } from './contract/answer.ts'
import type { HostDescription } from './contract/snapshot.ts'
import { type Engine, type Keyring, type OnDamage, makeLogFolder, openEngine } from './engine/index.ts'
import type { HostErrors } from './host-errors.ts'
import { keepStartRule } from './host/start-rule.ts'
import type { Installation } from './installation.ts'
import { RestartingEngine } from './restarting-engine.ts'
import { openSupervisor } from './supervisor/enduring.ts'
import { currentPlatform } from './supervisor/platform/current.ts'

export interface Opening {
  installation: Omit<Installation, 'version' | 'pageFolder'>
  host: HostDescription
  /** The user's own. */
  environment: Record<string, string>
  onDamage?: OnDamage
  keyring?: Promise<Keyring | undefined>
  errors: HostErrors
  /** A mistake of ours came back however often the engine was opened again: it is closed, and the host is to end. */
  onGivenUp: (reason: string) => void
}

/**
 * Supervisor and engine over a data folder that this host holds. Fails (as a value) where the database cannot be used;
 * rejects where the folder cannot, or where no supervisor starts.
 */
export async function openHostEngine(opening: Opening): Promise<Answer<Engine>> {
  const { errors, onGivenUp } = opening
  let { onDamage } = opening
  const engine = await RestartingEngine.open({
    open: () => {
      const opened = openOnce({ ...opening, ...(onDamage && { onDamage }) })
      // What a person decided about a damaged database was for this start.
      onDamage = 'refuse'
      return opened
    },
    onMistake: (error) => {
      errors.take({ error, kind: 'exception' })
    },
    onGivenUp,
  })
  if (engine.ok) errors.attach(engine.value)
  return engine
}

async function openOnce({
  installation,
  host,
  environment,
  onDamage,
  keyring,
  errors,
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
    errors: () => errors.status,
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
