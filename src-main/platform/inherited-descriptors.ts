import { readFileSync, readdirSync } from 'node:fs'
import { openCLibrary } from './c-library.ts'

/** Of open(2), as /proc shows it (proc_pid_fdinfo(5)). */
const closedOnExec = 0o2000000

/** Of fcntl(2). */
const F_SETFD = 2
const FD_CLOEXEC = 1

/**
 * From now on children get nothing of what whoever started this process left open in it, a lock or a pipe say: they would
 * hold it long after its owner has ended. Node says so at its start of the lowest descriptors that it finds; the others can
 * be told by their flags. They are marked and not closed: another thread may have opened one just now (Node reads further
 * certificates in one), and to close that ends the process. Needs the C library. On Linux; on macOS Node's own children
 * inherit none (POSIX_SPAWN_CLOEXEC_DEFAULT in libuv).
 */
export async function keepDescriptorsFromChildren(): Promise<void> {
  if (process.platform !== 'linux') return
  const inherited = names().filter((name) => Number(name) > 2 && isInherited(name))
  if (inherited.length === 0) return
  const library = await openCLibrary()
  const fcntl = library?.declare('int fcntl(int descriptor, int command, ...)')
  // One that was closed meanwhile is refused (EBADF), which does no harm.
  for (const name of inherited) fcntl?.(Number(name), F_SETFD, 'int', FD_CLOEXEC)
}

function names(): string[] {
  try {
    return readdirSync('/proc/self/fd')
  } catch {
    return []
  }
}

function isInherited(name: string): boolean {
  try {
    const [, flags = ''] = /^flags:\s*([0-7]+)$/m.exec(readFileSync(`/proc/self/fdinfo/${name}`, 'utf8')) ?? []
    return flags !== '' && (Number.parseInt(flags, 8) & closedOnExec) === 0
  } catch {
    // It was the one by which the folder was read.
    return false
  }
}
