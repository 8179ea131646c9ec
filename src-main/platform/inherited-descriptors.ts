import { closeSync, readFileSync, readdirSync } from 'node:fs'

/** Of open(2), as /proc shows it (proc_pid_fdinfo(5)). */
const closedOnExec = 0o2000000

/**
 * Closes what whoever started this process left open in it, a lock or a pipe say: our children would hold it as well, long
 * after its owner has ended. Node opens everything so that it is closed in children, and says so at its start of the lowest
 * descriptors that it finds; the others can be told by that. To be called first of all. On Linux; on macOS Node's own
 * children inherit none (POSIX_SPAWN_CLOEXEC_DEFAULT in libuv).
 */
export function closeInheritedDescriptors(): void {
  if (process.platform !== 'linux') return
  for (const name of names()) {
    const descriptor = Number(name)
    if (descriptor > 2 && isInherited(name)) closeSync(descriptor)
  }
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
