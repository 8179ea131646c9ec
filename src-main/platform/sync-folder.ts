import { closeSync, fsyncSync, openSync } from 'node:fs'

/**
 * Makes the names in a folder durable, as fsync(2) of a file does not: to be called after a file has got its name. Windows
 * opens no folder, and needs none of it.
 */
export function syncFolder(folder: string): void {
  if (process.platform === 'win32') return
  const descriptor = openSync(folder, 'r')
  try {
    fsyncSync(descriptor)
  } finally {
    closeSync(descriptor)
  }
}
