import { type Answer, type Issue, failure } from '../contract/answer.ts'
import type { HostDescription } from '../contract/snapshot.ts'
import type { OpenFailure, WriteFailure } from './storage/messages.ts'

/** Nothing was changed, since it could not be stored. `what` begins the sentence: `The task was not taken`. */
export function storageFailure({ code, message }: WriteFailure, what: string, issues: Issue[] = []): Answer<never> {
  const why =
    code === 'ENOSPC'
      ? 'the disk of the data folder is full. Make room there, then try again'
      : `the database could not be written: ${message}`
  return failure('storage-failed', `${what}: ${why}.`, { details: { code }, ...(issues.length > 0 && { issues }) })
}

/** Facts cannot be stored. */
export function storageTrouble({ code, message }: WriteFailure): string {
  const why = code === 'ENOSPC' ? 'The disk of the data folder is full' : `The database cannot be written (${message})`
  return `${why}: nothing new is started, and what happens is recorded as soon as that is possible again. Make room there.`
}

const restoreWords = '“forkyard serve --restore-backup” puts it there. '
const emptyWords = '“forkyard serve --start-empty” begins anew.'

/** The database could not be opened: what happened, and what to do. */
export function openFailure(
  cause: OpenFailure,
  { dataFolder: folder, kind }: Pick<HostDescription, 'dataFolder' | 'kind'>,
): Answer<never> {
  switch (cause.kind) {
    case 'too-new':
      return failure(
        'storage-failed',
        `The database in ${folder} was made by a newer Forkyard (version ${String(cause.version)} of its layout). Start that one.`,
        { details: { folder } },
      )
    case 'refused':
      return failure('storage-failed', `The database in ${folder} could not be opened: ${cause.message}.`, {
        details: { folder, code: cause.code },
      })
    case 'damaged': {
      const { movedTo, what, backup } = cause
      const remedy = backup
        ? `The backup ${backup.file} of ${new Date(backup.at).toLocaleString()} can take its place: what was submitted or ended since then is then unknown, and the queue starts paused.`
        : 'There is no backup of it, so Forkyard can only begin anew.'
      // The desktop app asks; here the choice is the next start's.
      const next = kind === 'headless' ? ` ${backup ? restoreWords : ''}${emptyWords}` : ''
      const message = `The database is damaged (${what}). It was moved to ${movedTo}. ${remedy}${next}`
      return failure('storage-failed', message, {
        details: { folder, movedTo, isDamaged: 1, ...(backup && { backup: backup.file, backupAt: backup.at }) },
      })
    }
  }
}
