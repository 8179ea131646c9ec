import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { pathToFileURL } from 'node:url'

/**
 * Writes a page that leads to a link, for a browser that is started with the page's address: everybody on the machine
 * can read a program's arguments, nobody else this file. The folder is made now, with mode 0700, in place of whatever has
 * its name. Throws the system's error.
 *
 * @param folder for this file alone
 * @returns its URL
 */
export function writeRedirectFile(folder: string, link: string): string {
  removeRedirectFile(folder)
  mkdirSync(dirname(folder), { recursive: true, mode: 0o700 })
  // Fails where something has taken the name meanwhile.
  mkdirSync(folder, { mode: 0o700 })
  const file = join(folder, 'open.html')
  writeFileSync(file, page(link), { mode: 0o600, flag: 'wx' })
  return pathToFileURL(file).href
}

/** Does nothing if there is none. If it cannot be removed it stays, with a link that is of no use. */
export function removeRedirectFile(folder: string): void {
  try {
    rmSync(folder, { recursive: true, force: true })
  } catch {
    // A disk that became read-only, say.
  }
}

/** Without a script, which some browsers bar in files. What it says shows only where the link's host does not answer. */
function page(link: string): string {
  return `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <meta name="color-scheme" content="light dark" />
    <meta name="referrer" content="no-referrer" />
    <meta http-equiv="refresh" content="0; url=${link}" />
    <title>Forkyard</title>
  </head>
  <body></body>
</html>
`
}
