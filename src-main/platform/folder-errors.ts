import { type Failure, failure } from '../contract/answer.ts'

const otherFolder = 'or set FORKYARD_HOME to another folder'

/** By the system's code, what is the matter and what to do. `path`: what the system spoke of. */
const explanations: Record<string, (path: string) => { reason: string; remedy: string }> = {
  ENOSPC: () => ({
    reason: 'its disk is full',
    remedy: `Make room on that disk and start Forkyard again, ${otherFolder}.`,
  }),
  EDQUOT: () => ({
    reason: 'your share of its disk is used up',
    remedy: `Make room on that disk and start Forkyard again, ${otherFolder}.`,
  }),
  EFBIG: () => ({
    reason: 'its files may not become as large as they must be (ulimit -f)',
    remedy: 'Raise that limit and start Forkyard again.',
  }),
  EROFS: () => ({
    reason: 'its file system is read-only',
    remedy: `Make it writable and start Forkyard again, ${otherFolder}.`,
  }),
  EACCES: (path) => ({ reason: `you may not write to ${path}`, remedy: `Change its mode or owner, ${otherFolder}.` }),
  EPERM: (path) => ({ reason: `you may not write to ${path}`, remedy: `Change its mode or owner, ${otherFolder}.` }),
  ENOENT: (path) => ({
    reason: `the system makes no folder ${path}`,
    remedy: 'Set FORKYARD_HOME to a folder on a disk.',
  }),
  ENOTDIR: inTheWay,
  EEXIST: inTheWay,
}

function inTheWay(path: string): { reason: string; remedy: string } {
  return {
    reason: `${path} is a file, and a folder is needed there`,
    remedy: `Move that file away and start Forkyard again, ${otherFolder}.`,
  }
}

/** SQLite's result codes that have a code of the system's (https://sqlite.org/rescode.html). */
const sqliteCodes: Record<number, string> = { 8: 'EROFS', 13: 'ENOSPC' }

/** What a person is told if a data folder cannot be used: what happened, why, and what to do next. */
export function folderFailure(folder: string, error: unknown): Failure {
  const { code, errcode, path, dest, message } = error as NodeJS.ErrnoException & { errcode?: number; dest?: string }
  const known = errcode === undefined ? code : sqliteCodes[errcode % 256]
  const explanation = known === undefined ? undefined : explanations[known]?.(dest ?? path ?? folder)
  const words = explanation
    ? `${explanation.reason}. ${explanation.remedy}`
    : error instanceof Error
      ? message
      : String(error)
  return failure('system-error', `Forkyard could not start with its folder ${folder}: ${words}`, {
    details: { folder, ...(known !== undefined && { code: known }) },
  })
}
