import { closeSync, fsyncSync, openSync, renameSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { syncFolder } from './sync-folder.ts'

/*
 * Writing a file as a whole: beside it, then renamed over it, so that readers find the old content or the new, whenever they
 * look. Whether it also waits for the disk follows from one question: could the content be had again after a power loss?
 */

/**
 * For what can be found out again, or does not matter after a restart of the machine. After a power loss the file may be
 * old, new or empty. Mode 0600. Throws the system's error.
 */
export function replaceFile(file: string, content: string): void {
  const next = `${file}.new`
  writeFileSync(next, content, { mode: 0o600 })
  renameSync(next, file)
}

/**
 * For what cannot be had again: a key, what a person chose, what was acknowledged. After a power loss the file is old or
 * new, as a whole; once this has returned, it is new. Mode 0600. Throws the system's error.
 */
export function replaceFileDurably(file: string, content: string): void {
  const next = `${file}.new`
  writeFileSync(next, content, { mode: 0o600 })
  putInPlaceDurably(next, file)
}

/** The second half of it, for a file that was written by other means, in the same folder. */
export function putInPlaceDurably(written: string, file: string): void {
  makeDurable(written)
  renameSync(written, file)
  syncFolder(dirname(file))
}

function makeDurable(file: string): void {
  const descriptor = openSync(file, 'r+')
  try {
    fsyncSync(descriptor)
  } finally {
    closeSync(descriptor)
  }
}
