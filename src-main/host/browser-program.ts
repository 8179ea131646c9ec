import { closeSync, openSync, readSync, realpathSync } from 'node:fs'
import { basename } from 'node:path'

/** What may keep a browser from reading files: `snap` reads its own folder and what is not hidden in the home folder. */
export type Confinement = 'none' | 'snap' | 'flatpak' | 'firejail'

/** Bytes of a program that are looked at: launchers are short scripts. */
const launcherBytes = 8_192

/** What confines a browser that is started by this program, as far as its path and, of a script, its text tell. */
export function confinementOf(program: string): Confinement {
  const real = realPathOf(program)
  const text = readLauncher(real)
  // /snap/bin/chromium is a link to /usr/bin/snap; Ubuntu's chromium-browser is a script that runs /snap/bin/chromium.
  if ([program, real].some((path) => path.startsWith('/snap/')) || basename(real) === 'snap') return 'snap'
  if (/(?:^|[\s"'=])\/snap\/bin\//m.test(text)) return 'snap'
  if (basename(real) === 'flatpak' || /\/flatpak\/(?:app|exports)\//.test(real)) return 'flatpak'
  if (/\bflatpak\b.*\brun\b/.test(text)) return 'flatpak'
  return basename(real) === 'firejail' || /\bfirejail\b/.test(text) ? 'firejail' : 'none'
}

function realPathOf(program: string): string {
  try {
    return realpathSync(program)
  } catch {
    return program
  }
}

/** The text of a script without its comments; empty for other programs, and if it cannot be read. */
function readLauncher(program: string): string {
  let descriptor
  try {
    descriptor = openSync(program, 'r')
    const buffer = Buffer.alloc(launcherBytes)
    const text = buffer.toString('latin1', 0, readSync(descriptor, buffer, 0, launcherBytes, 0))
    return text.startsWith('#!') ? text.replace(/^\s*#.*$/gm, '') : ''
  } catch {
    return ''
  } finally {
    if (descriptor !== undefined) closeSync(descriptor)
  }
}
