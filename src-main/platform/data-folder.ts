import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { type Answer, success } from '../contract/answer.ts'
import { folderFailure } from './folder-errors.ts'
import { followTrusted, look, notUsed, othersMayWrite, quoted } from './trusted-path.ts'
import { userName } from './users.ts'

/** What is itself a folder: in a data folder, in `run` (those of supervisors) and in `logs`. */
const folders = /^(logs|run|backups)$/
const supervisorFolder = 'supervisor-'
const meetingFolders = /^supervisor-/
const logFolders = /^\d+$/
const none = /^$/

/** What is a file, beside the database itself, for which there are ways out of their own (engine/storage). */
const files =
  /^(secret\.key|host\.(log|lock|json|socket|address)|no-start|ids\.json|last-commit|errors\.log|set-aside\.jsonl|forkyard\.sqlite-shm)$/

/**
 * Whether a data folder may be used: nobody but this user and root can change it or what leads to it, and it has no links
 * where files of ours are. For hosts and their clients, before anything in it is read or written. Changes nothing. On
 * Windows it is not looked at. Answers with whether it exists; else says why not, and what to do.
 */
export function checkDataFolder(folder: string): Answer<boolean> {
  const followed = followTrusted(folder)
  if (!followed.ok) return followed
  const { stat, missing, end } = followed.value
  const uid = process.geteuid?.()
  if (stat === undefined || uid === undefined) return success(true)
  if (missing.length > 0) return success(false)
  if (stat.uid !== uid) {
    const owner = userName(stat.uid)
    return notUsed(folder, folder, `belongs to ${owner}`, `Run Forkyard as ${owner}, or set FORKYARD_HOME.`)
  }
  return checkEntries(folder, end, uid)
}

function checkEntries(folder: string, end: string, uid: number): Answer<boolean> {
  try {
    const names = readdirSync(end)
    const wrong = firstWrong(folder, end, { names, uid, isFolder: folders })
    if (wrong) return wrong
    const below: [path: string, isFolder: RegExp][] = []
    if (names.includes('run')) {
      below.push(['run', meetingFolders])
      const meetings = readdirSync(join(end, 'run')).filter((name) => name.startsWith(supervisorFolder))
      for (const name of meetings) below.push([join('run', name), none])
    }
    if (names.includes('logs')) below.push(['logs', logFolders])
    if (names.includes('backups')) below.push(['backups', none])
    for (const [path, isFolder] of below) {
      const parent = join(end, path)
      const wrongBelow = firstWrong(folder, parent, { names: namesIn(parent), uid, isFolder })
      if (wrongBelow) return wrongBelow
    }
    return success(true)
  } catch (error) {
    return folderFailure(folder, error)
  }
}

/** Of a folder that may be gone by now, as that of a supervisor which ends. */
function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder)
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes((error as NodeJS.ErrnoException).code ?? '')) return []
    throw error
  }
}

interface Entries {
  names: string[]
  uid: number
  /** By their names. */
  isFolder: RegExp
}

function firstWrong(folder: string, parent: string, { names, uid, isFolder }: Entries): Answer<never> | undefined {
  for (const name of names) {
    const path = join(parent, name)
    const stat = look(path)
    // Another process may have removed its own file by now.
    if (stat === undefined) continue
    if (typeof stat === 'string') return notUsed(folder, path, stat, 'Set FORKYARD_HOME to another folder.')
    if (stat.isSymbolicLink()) {
      return notUsed(
        folder,
        path,
        'is a symbolic link, which may lead to files that are not Forkyard’s',
        `Remove the link (“rm ${quoted(path)}”), or set FORKYARD_HOME to the folder that should be used.`,
      )
    }
    const away = `Move it away (“mv ${quoted(path)} ${quoted(`${path}.old`)}”), then start Forkyard again.`
    // Whoever opens a pipe waits for its other end, perhaps for ever.
    if (stat.isFIFO() || stat.isCharacterDevice() || stat.isBlockDevice()) {
      return notUsed(folder, path, 'is a pipe or a device, and Forkyard has none there', away)
    }
    if (files.test(name) && stat.isDirectory()) {
      return notUsed(folder, path, 'is a folder, and a file is needed there', away)
    }
    if (!isFolder.test(name)) continue
    if (!stat.isDirectory()) return notUsed(folder, path, 'is a file, and a folder is needed there', away)
    if (stat.uid !== uid) {
      const remedy = 'Make it yours (“chown”), or set FORKYARD_HOME to another folder.'
      return notUsed(folder, path, `belongs to ${userName(stat.uid)}`, remedy)
    }
    if (othersMayWrite(stat, uid)) {
      return notUsed(folder, path, 'can be written to by other users', `Run “chmod go-w ${quoted(path)}” first.`)
    }
  }
  return undefined
}
