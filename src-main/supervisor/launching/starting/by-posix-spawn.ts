import { openSync } from 'node:fs'
import { constants } from 'node:os'
import { type CLibrary, openCLibrary } from '../../../platform/c-library.ts'
import { raise } from '../../../platform/uncaught.ts'
import { exitStatusOf } from './exit-status.ts'
import { type SpawnFunctions, check, errorOf, spawnFunctions } from './posix-spawn-functions.ts'
import { filesOf } from './program-path.ts'
import { SpawnedProcess } from './spawned-process.ts'
import type { Started, Starter, StartOrder } from './starter.ts'

/** <spawn.h>, the same in glibc and musl. */
const attributes = { setSignalDefaults: 0x04, setSignalMask: 0x08, newSession: 0x80 }
/** <sys/wait.h> */
const doNotBlock = 1
/** Bytes, more than any of the C library's structures has (336 at most). */
const structureSize = 1_024

/**
 * By the C library's `posix_spawn`, which does not copy this process: the child runs in its memory until it executes its
 * program. Undefined if the library cannot be called: on other systems than Linux, or without koffi's binary.
 * Children do not keep this process alive. Once in a process: it listens to SIGCHLD from then on.
 */
export async function posixSpawnStarter(): Promise<Starter | undefined> {
  const library = await openCLibrary()
  if (!library) return undefined
  try {
    const starter = new PosixSpawnStarter(library)
    // All of the way but for the process.
    const trial = starter.start({
      program: { file: '/dev/null/none', args: [], isVerbatim: false },
      folder: '/',
      environment: {},
      output: starter.nothing,
    })
    return !trial.ok && (trial.error as NodeJS.ErrnoException).code === 'ENOTDIR' ? starter : undefined
  } catch {
    return undefined
  }
}

class PosixSpawnStarter implements Starter {
  /** Descriptor of what gives nothing to read and takes nothing. */
  readonly nothing = openSync('/dev/null', 'r+')
  readonly #call: SpawnFunctions
  readonly #actions: unknown
  readonly #attributes: unknown
  readonly #living = new Map<number, SpawnedProcess>()

  constructor(library: CLibrary) {
    const call = spawnFunctions(library)
    this.#call = call
    this.#actions = library.allocate(structureSize)
    this.#attributes = library.allocate(structureSize)
    const { setSignalDefaults, setSignalMask, newSession } = attributes
    check(call.initAttributes(this.#attributes))
    check(call.setFlags(this.#attributes, setSignalDefaults | setSignalMask | newSession))
    // Not by sigfillset: that leaves out two signals of glibc's own, which the child would then ignore.
    check(call.setSignalDefaults(this.#attributes, Buffer.alloc(structureSize, 0xff)))
    check(call.setSignalMask(this.#attributes, Buffer.alloc(structureSize)))
    process.on('SIGCHLD', () => {
      this.#collect()
    })
  }

  start(order: StartOrder): Started {
    try {
      const { pid } = this.#spawnFirst(order)
      const spawned = new SpawnedProcess(pid)
      this.#living.set(pid, spawned)
      return { ok: true, process: spawned }
    } catch (error) {
      return { ok: false, error }
    }
  }

  /** Goes on to the next file where `execvp` would, and gives what is no program to a shell, as that does. */
  #spawnFirst(order: StartOrder): { pid: number } {
    const { program, environment, folder } = order
    refuseNul([program.file, ...program.args, ...Object.entries(environment).flat(), folder])
    let refusal = constants.errno.ENOENT
    for (const file of filesOf(program.file, environment, folder)) {
      let { pid, error } = this.#spawn(file, [program.file, ...program.args], order)
      if (error === constants.errno.ENOEXEC) {
        ;({ pid, error } = this.#spawn('/bin/sh', ['/bin/sh', file, ...program.args], order))
      }
      if (error === 0) return { pid }
      if (error === constants.errno.EACCES) refusal = error
      else if (error !== constants.errno.ENOENT && error !== constants.errno.ENOTDIR) throw errorOf(error)
      else if (program.file.includes('/')) refusal = error
    }
    throw errorOf(refusal)
  }

  #spawn(file: string, args: string[], { folder, environment, output }: StartOrder): { pid: number; error: number } {
    const call = this.#call
    const actions = this.#actions
    check(call.initActions(actions))
    try {
      check(call.changeFolder(actions, folder))
      check(call.duplicate(actions, this.nothing, 0))
      check(call.duplicate(actions, output, 1))
      check(call.duplicate(actions, output, 2))
      const variables = Object.entries(environment).map(([name, value]) => `${name}=${value}`)
      const pid = [0]
      const error = call.spawn(pid, file, actions, this.#attributes, [...args, null], [...variables, null])
      return { pid: pid[0] ?? 0, error }
    } finally {
      call.destroyActions(actions)
    }
  }

  /** One signal may stand for several that ended: each is asked for. */
  #collect(): void {
    for (const [pid, spawned] of this.#living) {
      const status = [0]
      if (this.#call.wait(pid, status, doNotBlock) !== pid) continue
      this.#living.delete(pid)
      try {
        spawned.exit(exitStatusOf(status[0] ?? 0))
      } catch (error) {
        // The others have ended all the same, and no other signal may come for them.
        raise(error)
      }
    }
  }
}

/** C's strings end there: what comes after would be cut off. */
function refuseNul(texts: string[]): void {
  if (texts.some((text) => text.includes('\0')))
    throw Object.assign(new Error('A null character is in its arguments, environment or folder'), { code: 'EINVAL' })
}
