#!/usr/bin/env node
// @ts-check
// Stands in for fpm in stand-in builds (README.md): the arguments that electron-builder sends for a .deb, over dpkg-deb.
// Anything else is refused.
import { execFileSync } from 'node:child_process'
import { chmodSync, cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { parseArgs } from 'node:util'

const text = /** @type {const} */ ({ type: 'string' })
const { values: options, positionals: files } = parseArgs({
  allowPositionals: true,
  options: {
    input: { ...text, short: 's' },
    target: { ...text, short: 't' },
    depends: { type: 'string', short: 'd', multiple: true, default: [] },
    'deb-recommends': { type: 'string', multiple: true, default: [] },
    force: { type: 'boolean' },
    debug: { type: 'boolean' },
    architecture: text,
    'after-install': text,
    'after-remove': text,
    description: text,
    version: text,
    package: text,
    name: text,
    maintainer: text,
    vendor: text,
    url: text,
    category: text,
    'deb-priority': text,
    'deb-compression': text,
    license: text,
    iteration: text,
    log: text,
  },
})
if (options.target !== 'deb') throw new Error(`The stand-in for fpm builds .deb packages, not ${options.target}`)

const root = mkdtempSync(join(tmpdir(), 'fpm-'))
try {
  for (const file of files) copyInto(root, file)
  execFileSync('chmod', ['-R', 'u=rwX,go=rX', root])
  writeControl(join(root, 'DEBIAN'))
  const compression = `-Z${options['deb-compression'] ?? 'xz'}`
  execFileSync('dpkg-deb', ['--root-owner-group', compression, '--build', root, options.package ?? 'forkyard.deb'])
} finally {
  rmSync(root, { recursive: true, force: true })
}

/**
 * @param {string} folder
 * @param {string} mapping `from=to`
 */
function copyInto(folder, mapping) {
  const cut = mapping.lastIndexOf('=')
  const from = mapping.slice(0, cut)
  const to = join(folder, mapping.slice(cut + 1))
  mkdirSync(dirname(to), { recursive: true })
  cpSync(from, to, { recursive: true, verbatimSymlinks: true, preserveTimestamps: true })
  if (!from.endsWith('/')) chmodSync(to, 0o644)
}

/** @param {string} folder Debian's own, inside the package */
function writeControl(folder) {
  const size = execFileSync('du', ['-sk', '--apparent-size', root], { encoding: 'utf8' }).split('\t')[0]
  const [synopsis = '', ...description] = (options.description ?? '').split('\n')
  const fields = {
    Package: options.name,
    Version: options.version,
    Architecture: options.architecture,
    License: options.license,
    Vendor: options.vendor,
    Maintainer: options.maintainer,
    'Installed-Size': size,
    Depends: options.depends.join(', '),
    Recommends: options['deb-recommends'].join(', '),
    Section: options.category,
    Priority: options['deb-priority'] ?? 'optional',
    Homepage: options.url,
    Description: [synopsis.trim(), ...description.map((line) => ` ${line.trim() || '.'}`)].join('\n'),
  }
  mkdirSync(folder, { mode: 0o755 })
  const lines = Object.entries(fields).filter(([, value]) => value)
  writeFileSync(join(folder, 'control'), lines.map(([name, value]) => `${name}: ${value}\n`).join(''))
  const scripts = { postinst: options['after-install'], postrm: options['after-remove'] }
  for (const [name, file] of Object.entries(scripts)) {
    if (file) writeFileSync(join(folder, name), readFileSync(file), { mode: 0o755 })
  }
}
