import { release, type as systemName } from 'node:os'
import type { Versions } from '../contract/diagnostics.ts'

/** Of this process. */
export function describeVersions(forkyard: string): Versions {
  const { node, v8, sqlite = '' } = process.versions
  return {
    forkyard,
    node,
    v8,
    sqlite,
    ...('electron' in process.versions && { electron: process.versions.electron }),
    system: `${systemName()} ${release()} ${process.arch}`,
  }
}
