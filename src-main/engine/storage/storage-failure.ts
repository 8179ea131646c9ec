import { type Answer, type Issue, failure } from '../../contract/answer.ts'
import type { HostDescription } from '../../contract/snapshot.ts'
import type { ClockDoubt, Damage, FromWriter, OpenFailure, WriteFailure } from './messages.ts'

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
  const isFull = code === 'ENOSPC'
  const why = isFull ? 'The disk of the data folder is full' : `The database cannot be written (${message})`
  const remedy = isFull ? ' Make room there.' : ''
  return `${why}: nothing new is started, and what happens is recorded as soon as that is possible again.${remedy}`
}

/** Facts that can never be stored were set aside. */
export function setAsideTrouble({ count, first, file }: Extract<FromWriter, { type: 'set-aside' }>): string {
  const what = count === 1 ? 'One record of what happened' : `${String(count)} records of what happened`
  const where = file ?? 'Forkyard’s log'
  return (
    `${what} could not be stored (${first.message}). This is a mistake in Forkyard. Everything else goes on. ` +
    `The history may show an old state of these runs after the next start; ${where} has the details. Please report it.`
  )
}

/** A thread of the database has ended because of an error. */
export function diedTrouble(reason: string): string {
  return (
    `A part of Forkyard that uses its database ended because of an error (${reason}) and is started again. ` +
    'Running commands are not affected, and what has happened is stored as soon as it runs.'
  )
}

/** The clock is not believed for now. */
export function clockTrouble({ now, before }: ClockDoubt): string {
  return (
    `The clock of this computer shows ${dateOf(now)}, but Forkyard last ran on ${dateOf(before)}. In case the clock is ` +
    'wrong, nothing is deleted because of its age until Forkyard has run for one hour. Check the date of this computer.'
  )
}

function dateOf(time: number): string {
  return new Date(time).toLocaleDateString('en-GB', { day: 'numeric', month: 'long', year: 'numeric' })
}

const states: Record<Damage, string> = {
  damaged: 'is damaged',
  empty: 'is empty',
  missing: 'is missing',
  foreign: 'is not Forkyard’s',
  mixed: 'does not belong to the files beside it',
  unreadable: 'cannot be read',
}

/** The database could not be opened: what happened, and what to do. */
export function openFailure(cause: OpenFailure, host: Pick<HostDescription, 'dataFolder' | 'kind'>): Answer<never> {
  const folder = host.dataFolder
  switch (cause.kind) {
    case 'refused':
      return failure('storage-failed', `The database in ${folder} could not be opened: ${cause.message}.`, {
        details: { folder, code: cause.code },
      })
    case 'too-new':
      return failure(
        'storage-failed',
        `The database ${cause.file} was made by a newer Forkyard (version ${String(cause.version)} of its layout). ` +
          `Start that one to use it. ${waysOut(cause, host)}`,
        { details: { ...detailsOf(cause, folder), isTooNew: 1 } },
      )
    case 'damaged': {
      const moved = cause.movedTo === undefined ? '' : ` It was moved to ${cause.movedTo}.`
      return failure(
        'storage-failed',
        `The database ${cause.file} ${states[cause.damage]}: ${asSentence(cause.what)}${moved} ${waysOut(cause, host)}`,
        { details: detailsOf(cause, folder) },
      )
    }
  }
}

type Replaceable = Extract<OpenFailure, { file: string }>

/** Both of them; the desktop app asks for one of them, elsewhere the next start is told. */
function waysOut({ backup, movedTo, kind }: Replaceable, host: Pick<HostDescription, 'kind'>): string {
  const isAsked = host.kind !== 'headless'
  const remains = movedTo === undefined ? ' What is there now is moved aside and kept.' : ''
  const other = kind === 'too-new' ? 'With this Forkyard there' : 'There'
  const empty = isAsked
    ? 'start with an empty database'
    : '“forkyard serve --start-empty” starts with an empty database'
  if (!backup) {
    const why =
      kind === 'too-new' ? 'There is no backup that this Forkyard can use' : 'There is no backup that can be used'
    return isAsked ? `${why}. You can ${empty}.${remains}` : `${why}. ${empty}.${remains}`
  }
  const when = new Date(backup.at).toLocaleString()
  const cost = 'What was submitted or ended since then is then unknown, and the queue starts paused.'
  if (isAsked) return `You can restore the backup of ${when} (${backup.file}) or ${empty}. ${cost}${remains}`
  const ways = `${other} are two ways: “forkyard serve --restore-backup” restores the backup of ${when} (${backup.file}); ${empty}.`
  return `${ways} ${cost.replace('then is then', 'the backup is then')}${remains}`
}

function detailsOf({ movedTo, backup }: Replaceable, folder: string): Record<string, string | number> {
  return {
    folder,
    isDamaged: 1,
    ...(movedTo !== undefined && { movedTo }),
    ...(backup && { backup: backup.file, backupAt: backup.at }),
  }
}

const asSentence = (text: string): string => (text.endsWith('.') ? text : `${text}.`)
