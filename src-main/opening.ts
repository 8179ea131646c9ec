import { join } from 'node:path'
import { setFlagsFromString } from 'node:v8'
import { type Answer, success } from './contract/answer.ts'
import type { HostDescription } from './contract/snapshot.ts'
import {
  type Engine,
  type Keyring,
  type LoginEnvironment,
  type OnDamage,
  makeLogFolder,
  openEngine,
  readLoginEnvironment,
} from './engine/index.ts'
import type { HostErrors } from './host-errors.ts'
import { OwnReport } from './host-report.ts'
import { keepStartRule } from './host/start-rule.ts'
import type { Installation } from './installation.ts'
import { folderFailure } from './platform/folder-errors.ts'
import { sessionEnvironment } from './platform/session-environment.ts'
import { RestartingEngine } from './restarting-engine.ts'
import { openSupervisor } from './supervisor/enduring.ts'
import { currentPlatform } from './supervisor/platform/current.ts'

export interface Opening {
  installation: Omit<Installation, 'version' | 'pageFolder'>
  host: HostDescription
  /** What this process was started with: only what says who the person is and in which session reaches tasks. */
  environment: NodeJS.ProcessEnv
  /** Of `startClean`. */
  startNotes: string[]
  onDamage?: OnDamage
  keyring?: Promise<Keyring | undefined>
  errors: HostErrors
  /** A mistake of ours came back however often the engine was opened again: it is closed, and the host is to end. */
  onGivenUp: (reason: string) => void
}

/**
 * Supervisor and engine over a data folder that this host holds. Fails (as a value) if the folder or the database cannot be
 * used, or no supervisor starts.
 */
export async function openHostEngine(opening: Opening): Promise<Answer<Engine>> {
  try {
    return await openLasting(opening)
  } catch (error) {
    return folderFailure(opening.host.dataFolder, error)
  }
}

async function openLasting(opening: Opening): Promise<Answer<Engine>> {
  const { errors, onGivenUp, host, startNotes } = opening
  let { onDamage } = opening
  const session = sessionEnvironment(opening.environment)
  const start: Start = {
    session,
    report: new OwnReport(host.version, host.dataFolder, startNotes),
    // Beside all else: a login shell may take seconds.
    login: readLogin(session),
  }
  const engine = await RestartingEngine.open({
    open: () => {
      const opened = openOnce({ ...opening, ...(onDamage && { onDamage }) }, start)
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

/** What is found out once, however often the engine is opened. */
interface Start {
  session: Record<string, string>
  report: OwnReport
  login: Promise<Login>
}

type Login = Omit<LoginEnvironment, 'umask'> & { umask?: number }

async function openOnce(
  { installation, host, onDamage, keyring, errors }: Opening,
  { session, report, login }: Start,
): Promise<Answer<Engine>> {
  const { dataFolder } = host
  keepYoungGenerationSmall()
  await makeLogFolder(dataFolder)
  const platform = currentPlatform()
  const bootId = platform.bootId()
  platform.close()
  const supervisor = openSupervisor({
    entry: installation.supervisorEntry,
    environment: session,
    runtimeFolder: join(dataFolder, 'run'),
    onHostLost: { kind: 'keep' },
  })
  const told = Promise.all([login, supervisor]).then(([{ environment, umask, source }, enduring]) => {
    report.hasSupervisor(enduring)
    report.hasLogin(source)
    for (const note of report.laterNotes()) console.error(note)
    enduring.buildOn({ environment, umask })
    // Workers are started by this process.
    if (umask !== undefined) process.umask(umask)
    return environment
  })
  // Without a supervisor there is no engine that asks for it: opening it says why.
  told.catch(() => undefined)
  const opened = await openEngine({
    supervisor,
    storageEntry: installation.storageEntry,
    workers: installation,
    compare: installation,
    dataFolder,
    bootId,
    environment: session,
    login: told,
    report,
    host,
    errors: () => errors.status,
    ...(onDamage && { onDamage }),
    ...(keyring && { keyring }),
  })
  return opened.ok ? success(keepStartRule(opened.value, dataFolder)) : opened
}

/** Windows has no login shells: what the system gives to each process is the person's. */
function readLogin(session: Record<string, string>): Promise<Login> {
  return process.platform === 'win32'
    ? Promise.resolve({ environment: session, source: { kind: 'system' } })
    : readLoginEnvironment(session)
}

/**
 * In all threads of this process: V8 otherwise doubles it with what survives, up to some 100 MB a thread, and gives none of
 * that back. V8 reads this factor at each growth, so it holds for a heap that is there already, unlike the size itself.
 */
function keepYoungGenerationSmall(): void {
  setFlagsFromString('--semi-space-growth-factor=1')
}
