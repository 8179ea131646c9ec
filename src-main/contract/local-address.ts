/** Bytes of a socket's path, less the closing NUL: 108 on Linux (unix(7)), 104 on macOS (<sys/un.h>). */
export const longestSocketPath = 103

/** Where the clients on this machine find the host of a data folder. */
export type LocalAddress =
  /** A Unix socket at this path. */
  | { kind: 'path'; path: string }
  /** The path would be too long for a socket, or the system has none (Windows): what stands in this file is the address. */
  | { kind: 'named-by'; file: string }

/** The one place where both ends have it from; it does not say that a host is there. */
export function localAddressOf(dataFolder: string, platform: string): LocalAddress {
  const path = `${dataFolder}/run/host.socket`
  const fits = new TextEncoder().encode(path).byteLength <= longestSocketPath
  return platform !== 'win32' && fits
    ? { kind: 'path', path }
    : { kind: 'named-by', file: `${dataFolder}/run/host.address` }
}

/** A file that is there while the setting `startsByItself` is off: for clients, while no host runs that could be asked. */
export function noStartFileOf(dataFolder: string): string {
  return `${dataFolder}/run/no-start`
}
