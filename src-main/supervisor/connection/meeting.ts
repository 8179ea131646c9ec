import { mkdirSync } from 'node:fs'
import type { Header } from '../journal/lines.ts'
import { readJournal } from '../journal/read-journal.ts'
import { isInOwnFolder } from '../../platform/trusted-path.ts'
import { protocolVersion } from '../messages.ts'
import { currentPlatform } from '../platform/current.ts'
import type { Platform } from '../platform/platform.ts'
import { GreetingError } from './greeting-error.ts'
import { RemoteSupervisor } from './remote-supervisor.ts'
import { type SupervisorOptions, helloOf, startSupervisor, tryToConnect } from './remote.ts'
import { type SocketFolder, meetingFolders, readSecret, socketFolderIn } from './socket-folder.ts'
import { FoundProcess } from './found-process.ts'

/** Milliseconds that a living supervisor process may take to answer a greeting. */
const answerBound = 3_000

/** Milliseconds that a process which was killed takes to end. */
const endBound = 1_000

/** A folder of an earlier supervisor process. */
interface Trace {
  place: SocketFolder
  /** Undefined if it has written down nothing that can be read. */
  header: Header | undefined
  isAlive: boolean
}

/**
 * Meets the living supervisor process that has no host, or starts one, and has it take over what all others left. Rejects
 * with an Error that says why there is none, or that another host has it.
 */
export async function meetSupervisor(options: SupervisorOptions): Promise<RemoteSupervisor> {
  const isNewPlace = mkdirSync(options.runtimeFolder, { recursive: true, mode: 0o700 }) !== undefined
  const platform = currentPlatform()
  const traces = await findTraces(options.runtimeFolder, platform)
  const silent: Trace[] = []
  let met: RemoteSupervisor | undefined
  for (const trace of traces.filter(({ isAlive }) => isAlive)) {
    const answer = await greet(trace, met ? undefined : options, platform)
    if (answer === 'silent') silent.push(trace)
    if (typeof answer === 'object') met = answer
  }
  const current = met ?? (await startSupervisor(options))
  if (isNewPlace) await current.doubt('the folder with the record of what was started is gone')
  if (silent.length > 0) await current.doubt('an earlier process that starts tasks lives without answering')
  for (const { place } of traces) if (place.folder !== current.socketFolder.folder) await current.adopt(place.folder)
  return current
}

/** The newest first: it knows best what it took over from the others. */
async function findTraces(runtimeFolder: string, platform: Platform): Promise<Trace[]> {
  const boot = platform.bootId()
  const traces: Trace[] = []
  for (const folder of meetingFolders(runtimeFolder)) {
    const place = socketFolderIn(folder)
    const read = readJournal(place.journalFile)
    const header = read.kind === 'read' ? read.header : undefined
    const isAlive = header?.boot === boot && (await platform.living([header])).length > 0
    traces.push({ place, header, isAlive })
  }
  return traces.sort((a, b) => (b.header?.at ?? 0) - (a.header?.at ?? 0))
}

/**
 * Greets it as its host; without `options`, or if it is of another version, only so that it answers: it has then read
 * all that an earlier host sent.
 */
async function greet(
  { place, header }: Trace,
  options: SupervisorOptions | undefined,
  platform: Platform,
): Promise<RemoteSupervisor | 'refused' | 'silent'> {
  // It has its folder, but listens no more: it is about to end.
  if (!header) return 'refused'
  const supervisorProcess = new FoundProcess(header, platform, place)
  const ask = (): ReturnType<typeof greetOnce> => greetOnce(place, header, supervisorProcess, options)
  const isContinued = supervisorProcess.isStopped()
  if (isContinued) supervisorProcess.continue()
  let answer = await ask()
  if (answer === 'silent' && !isContinued && supervisorProcess.isStopped()) {
    supervisorProcess.continue()
    answer = await ask()
  }
  if (answer !== 'silent' || !supervisorProcess.isStopped()) return answer
  // Stopped again: as if it were dead, it is taken over by what it wrote down.
  supervisorProcess.kill()
  await supervisorProcess.whenEnded(endBound)
  return 'refused'
}

async function greetOnce(
  place: SocketFolder,
  header: Header,
  supervisorProcess: FoundProcess,
  options: SupervisorOptions | undefined,
): Promise<RemoteSupervisor | 'refused' | 'silent'> {
  // Its socket may be in a folder for temporary files, which was cleared and made again by another user.
  const socket = isInOwnFolder(place.address) ? await tryToConnect(place.address) : undefined
  if (!socket) return 'refused'
  const supervisor = new RemoteSupervisor(socket, supervisorProcess, place)
  const isOurs = options !== undefined && header.protocol === protocolVersion
  const hello = isOurs
    ? helloOf(options, readSecret(place))
    : { secret: '', host: { pid: 0, startTime: 0 }, environment: {}, onHostLost: { kind: 'keep' as const } }
  try {
    await supervisor.greet(hello, answerBound)
    return supervisor
  } catch (error) {
    if (!(error instanceof GreetingError)) throw error
    if (error.refusal === 'has-a-host') throw error
    return error.refusal === undefined ? 'silent' : 'refused'
  }
}
