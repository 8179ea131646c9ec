import type { WriteFailure } from './messages.ts'

/*
 * SQLite's primary result codes (https://sqlite.org/rescode.html) for which a write is tried again until it succeeds: the
 * fault is the disk's, the file's or another program's, and the same write is stored once that has passed.
 */
const passing: ReadonlySet<number> = new Set([
  5, // BUSY
  6, // LOCKED
  7, // NOMEM
  8, // READONLY
  9, // INTERRUPT
  10, // IOERR
  11, // CORRUPT: nothing can be stored, and nothing may be given up
  13, // FULL
  14, // CANTOPEN
  15, // PROTOCOL
  26, // NOTADB
])

/** The system's own codes come from writing the file of ids. */
const passingCodes: ReadonlySet<string> = new Set(
  'EACCES EAGAIN EBUSY EDQUOT EIO EMFILE ENFILE ENOENT ENOMEM ENOSPC EPERM EROFS'.split(' '),
)

export function describe(error: unknown): WriteFailure {
  const { code, errcode, message } = error as NodeJS.ErrnoException & { errcode?: number }
  // SQLITE_FULL, in the system's own word.
  if (errcode === 13) return { code: 'ENOSPC', message: 'the disk is full' }
  return { code: errcode === undefined ? (code ?? 'EUNKNOWN') : `SQLITE_${String(errcode)}`, message }
}

/** False for what a write itself is at fault for: it fails each time, whatever else happens. */
export function mayPass(error: unknown): boolean {
  const { code, errcode } = error as NodeJS.ErrnoException & { errcode?: number }
  // The low byte is the primary code, whatever extends it.
  return errcode === undefined ? code !== undefined && passingCodes.has(code) : passing.has(errcode % 256)
}
