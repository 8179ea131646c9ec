import { closeSync, fsyncSync, openSync, renameSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { syncFolder } from '../data-folder/sync-folder.ts'

/** Writes a file as a whole (mode 0600): after a crash or a power loss the old text is there or the new one. Throws the system's error. */
export function writeDurably(file: string, text: string): void {
  const next = `${file}.new`
  writeFileSync(next, text, { mode: 0o600 })
  makeDurable(next)
  renameSync(next, file)
  syncFolder(dirname(file))
}

/** Waits until the disk has the content of the file. Throws the system's error. */
export function makeDurable(file: string): void {
  const descriptor = openSync(file, 'r+')
  try {
    fsyncSync(descriptor)
  } finally {
    closeSync(descriptor)
  }
}
