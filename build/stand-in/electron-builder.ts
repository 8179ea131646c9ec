import { fileURLToPath } from 'node:url'
import type { Configuration } from 'electron-builder'
import { builder } from '../../electron.config.ts'

/** The release's configuration, on the stand-in electron, into a folder and under a name that say so. */
const standIn: Configuration = {
  ...builder,
  directories: { ...builder.directories, output: 'release/stand-in' },
  electronDist: fileURLToPath(new URL('../../.cache/stand-in-electron', import.meta.url)),
  artifactName: '${name}-stand-in-${version}-${os}-${arch}.${ext}',
  linux: { ...builder.linux, target: ['dir', 'deb'] },
}
export default standIn
