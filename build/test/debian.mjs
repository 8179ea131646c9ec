// @ts-check
import { existsSync } from 'node:fs'
import { runCaptured } from '../run.mjs'
import { say } from '../set-up/say.mjs'
import { findOnPath } from './find-on-path.mjs'

/** What tests need beside npm's packages: the program they look for, and the Debian packages that bring it. */
const needs = [
  { program: 'chromium', packages: ['chromium'] },
  { program: 'chromium-headless-shell', packages: ['chromium-headless-shell'] },
  { program: 'xvfb-run', packages: ['xvfb', 'xauth'] },
  { program: 'gcc', packages: ['gcc', 'libc6-dev'] },
  { program: 'dpkg-buildpackage', packages: ['dpkg-dev'] },
]

/** Installs what is missing on Debian as root, and tells what is missing anywhere else: the tests that need it are skipped. */
export async function installDebianPackages() {
  if (process.platform !== 'linux') return
  const missing = needs.filter((need) => findOnPath(need.program) === undefined)
  if (missing.length === 0) return
  const packages = missing.flatMap((need) => need.packages)
  const isDebianRoot = existsSync('/etc/debian_version') && process.getuid?.() === 0
  if (!isDebianRoot) {
    say(`Not here: ${missing.map((need) => need.program).join(', ')}. Tests that need them are skipped.`)
    if (existsSync('/etc/debian_version')) say(`To have them: sudo apt-get install ${packages.join(' ')}`)
    return
  }
  say(`Installing ${packages.join(', ')} (apt-get)…`)
  const quiet = { DEBIAN_FRONTEND: 'noninteractive' }
  await runCaptured('apt-get', ['update'], quiet)
  const { code, output } = await runCaptured(
    'apt-get',
    ['install', '--yes', '--no-install-recommends', ...packages],
    quiet,
  )
  if (code !== 0) say(`${output}\napt-get failed; tests that need ${packages.join(', ')} are skipped.`)
}
