// @ts-check
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from './folders.mjs'
import { alone } from './lock.mjs'
import { npmCi, SetUpError } from './npm.mjs'
import { say } from './say.mjs'

const folder = join(root, 'build', 'toolchain')

/** The oldest Node of the system that will do where the toolchain has none: it runs TypeScript as it is. */
const oldestSystemNode = [22, 18]

/**
 * The absolute path of the Node to go on with: the one of build/toolchain (installed where it is missing), or the one
 * that runs this where there is none for the machine (Apple silicon, Linux with musl) and it is new enough.
 * @returns {Promise<string>}
 */
export async function ensureNode() {
  const name = packageName()
  if (!name) {
    if (isNewEnough(process.versions.node)) return process.execPath
    throw new SetUpError(
      `Forkyard needs Node ${oldestSystemNode.join('.')} or newer on this machine (${process.platform} ${process.arch}); ` +
        `this is Node ${process.versions.node}. Install Node 24 from https://nodejs.org, then run the same command again.`,
    )
  }
  const node = join(folder, 'node_modules', name, 'bin', process.platform === 'win32' ? 'node.exe' : 'node')
  const isFresh = () => existsSync(node) && installedVersion(name) === wantedVersion(name)
  if (isFresh()) return node
  await alone('toolchain', async () => {
    if (isFresh()) return
    say(`Installing Node ${wantedVersion(name)} for building (once)…`)
    await npmCi(folder, process.execPath)
  })
  if (!existsSync(node)) {
    throw new SetUpError(`npm did not install ${name} into ${folder}. Delete its node_modules folder and try again.`)
  }
  return node
}

/** The npm package that holds Node's binary for this machine. */
function packageName() {
  const known = ['linux-x64', 'linux-arm64', 'darwin-x64', 'win32-x64']
  const machine = `${process.platform}-${process.arch}`
  if (!known.includes(machine) || isMusl()) return undefined
  return `node-${machine.replace('win32', 'win')}`
}

/** Nodejs.org's binaries, and so these packages, need glibc. */
function isMusl() {
  if (process.platform !== 'linux') return false
  const report = /** @type {{ header?: { glibcVersionRuntime?: string } }} */ (process.report.getReport())
  return report.header?.glibcVersionRuntime === undefined
}

/** @param {string} version */
function isNewEnough(version) {
  const [major = 0, minor = 0] = version.split('.').map(Number)
  const [oldestMajor = 0, oldestMinor = 0] = oldestSystemNode
  return major > oldestMajor || (major === oldestMajor && minor >= oldestMinor)
}

/** @param {string} name */
function wantedVersion(name) {
  return readJson(join(folder, 'package.json')).optionalDependencies?.[name]
}

/** @param {string} name */
function installedVersion(name) {
  return readJson(join(folder, 'node_modules', name, 'package.json')).version
}

/** @typedef {{ version?: string, optionalDependencies?: Record<string, string> }} Manifest */

/**
 * @param {string} file
 * @returns {Manifest} empty where there is none
 */
function readJson(file) {
  try {
    return /** @type {Manifest} */ (JSON.parse(readFileSync(file, 'utf8')))
  } catch {
    return {}
  }
}
