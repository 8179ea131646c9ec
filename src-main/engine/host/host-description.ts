import { availableParallelism, homedir } from 'node:os'
import type { HostDescription } from '../../contract/snapshot.ts'

/** Describes this machine and process; the root adds what it alone knows. */
export function describeHost(
  own: Pick<
    HostDescription,
    'kind' | 'version' | 'dataFolder' | 'dataFolderFrom' | 'nextDataFolder' | 'canChooseFolder' | 'endsWithWindow'
  >,
): HostDescription {
  const platform = supportedPlatform()
  return {
    canWrapSecretKey: false,
    ...own,
    platform,
    pid: process.pid,
    cpus: availableParallelism(),
    homeFolder: homedir(),
    shell: platform === 'win32' ? (process.env['ComSpec'] ?? 'cmd.exe') : '/bin/sh',
    canSuspend: platform !== 'win32',
  }
}

/** Other Unix systems are taken as Linux: what they lack there shows as an error of the part that needs it. */
function supportedPlatform(): HostDescription['platform'] {
  return process.platform === 'darwin' || process.platform === 'win32' ? process.platform : 'linux'
}
