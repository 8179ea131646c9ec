import { constants } from 'node:os'
import type { CLibrary } from '../../../platform/c-library.ts'

const errorNames = new Map(
  Object.entries(constants.errno)
    .map(([name, number]) => [number, name] as const)
    .toReversed(),
)

/** What answers with a number answers with 0, or with an error's number. */
export type SpawnFunctions = ReturnType<typeof spawnFunctions>

/** The C library's functions by which a process is started and waited for (POSIX `<spawn.h>`, `<sys/wait.h>`). */
export function spawnFunctions({ declare }: CLibrary) {
  return {
    initActions: declare('int posix_spawn_file_actions_init(void *actions)'),
    changeFolder: declare('int posix_spawn_file_actions_addchdir_np(void *actions, const char *folder)'),
    duplicate: declare('int posix_spawn_file_actions_adddup2(void *actions, int from, int to)'),
    destroyActions: declare('int posix_spawn_file_actions_destroy(void *actions)'),
    initAttributes: declare('int posix_spawnattr_init(void *attributes)'),
    setFlags: declare('int posix_spawnattr_setflags(void *attributes, short flags)'),
    setSignalDefaults: declare('int posix_spawnattr_setsigdefault(void *attributes, const void *signals)'),
    setSignalMask: declare('int posix_spawnattr_setsigmask(void *attributes, const void *signals)'),
    spawn: declare(
      'int posix_spawn(_Out_ int *pid, const char *file, const void *actions, const void *attributes, const char **args, const char **environment)',
    ),
    wait: declare('int waitpid(int pid, _Out_ int *status, int options)'),
  }
}

/** Throws the error that such a function answered with, if it did. */
export function check(error: number): void {
  if (error !== 0) throw errorOf(error)
}

/** With the system's name for it as its code. */
export function errorOf(number: number): NodeJS.ErrnoException {
  const code = errorNames.get(number) ?? 'EUNKNOWN'
  return Object.assign(new Error(`posix_spawn: ${code} (${String(number)})`), { code, errno: -number })
}
