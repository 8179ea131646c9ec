import type { Shell } from 'electron'

/** The hosts that we ever send a person's browser to: where the project lives. */
const allowedHosts: readonly string[] = ['example.org']

export const website = 'https://example.org/forkyard'

/** Whether a link may leave the app: https, to an allowed host, without credentials or a port. */
export function isAllowedExternally(url: string): boolean {
  const parsed = URL.parse(url)
  return (
    parsed?.protocol === 'https:' &&
    parsed.username === '' &&
    parsed.password === '' &&
    allowedHosts.includes(parsed.host)
  )
}

/** The only way out: hands an allowed link to the person's browser, and does nothing with any other. */
export function openExternally(shell: Pick<Shell, 'openExternal'>, url: string): void {
  if (!isAllowedExternally(url)) return
  shell.openExternal(url).catch((error: unknown) => {
    console.error(`${url} could not be opened:`, error)
  })
}
