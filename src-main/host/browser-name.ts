/** Characters of a user agent that are kept. */
const longestUserAgent = 300

/** What a browser says it is, fit to be shown: anything but printable ASCII becomes `?`, and it is cut. */
export function printableUserAgent(userAgent: string): string {
  return userAgent.slice(0, longestUserAgent).replace(/[^\x20-\x7e]/g, '?')
}

/** In this order: most browsers also name those that they descend from. */
const browsers: [RegExp, string][] = [
  [/\bEdg\/(\d+)/, 'Edge'],
  [/\bOPR\/(\d+)/, 'Opera'],
  [/\bVivaldi\/(\d+)/, 'Vivaldi'],
  [/\bFirefox\/(\d+)/, 'Firefox'],
  [/\b(?:Headless)?Chrome\/(\d+)/, 'Chrome'],
  [/\bVersion\/(\d+)[\d.]* (?:Mobile\/\w+ )?Safari\//, 'Safari'],
]

const systems: [RegExp, string][] = [
  [/\bAndroid\b/, 'Android'],
  [/\b(?:iPhone|iPad)\b/, 'iOS'],
  [/\bWindows\b/, 'Windows'],
  [/\bMac OS X\b/, 'macOS'],
  [/\bCrOS\b/, 'ChromeOS'],
  [/\bLinux\b/, 'Linux'],
]

/** `Chrome 156 on Linux`; the beginning of the user agent where it is none that is known. */
export function describeBrowser(userAgent: string): string {
  const browser = browsers
    .map(([pattern, name]) => ({ name, version: pattern.exec(userAgent)?.[1] }))
    .find(({ version }) => version !== undefined)
  if (browser === undefined) return userAgent.trim() === '' ? 'Unknown browser' : userAgent.slice(0, 60)
  const system = systems.find(([pattern]) => pattern.test(userAgent))?.[1]
  const name = `${browser.name} ${browser.version ?? ''}`
  return system === undefined ? name : `${name} on ${system}`
}
