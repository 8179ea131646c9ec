import path from 'node:path'

const host = 'forkyard'

/**
 * The file that a URL of the `app:` scheme names, absolute; undefined for anything that is not inside the folder.
 * Percent-encoding is undone once, after the URL parser has resolved `..`: what then still climbs is refused.
 */
export function bundleFile(url: string, bundleFolder: string): string | undefined {
  const parsed = URL.parse(url)
  if (parsed?.protocol !== 'app:' || parsed.host !== host) return undefined
  const name = decoded(parsed.pathname)
  // A backslash or a colon separates folders, drives or streams on Windows; no file of the bundle has either.
  if (name === undefined || /[\0\\:]/.test(name)) return undefined
  const root = path.resolve(bundleFolder)
  const file = path.resolve(root, name === '/' ? 'index.html' : `.${name}`)
  return file.startsWith(root + path.sep) ? file : undefined
}

function decoded(pathname: string): string | undefined {
  try {
    return decodeURIComponent(pathname)
  } catch {
    return undefined
  }
}
