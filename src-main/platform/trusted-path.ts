import { type Stats, lstatSync, readlinkSync } from 'node:fs'
import { dirname, join, parse, sep } from 'node:path'
import { type Answer, failure, success } from '../contract/answer.ts'
import { isPrivateGroup, unmappedUser, userName } from './users.ts'

/** Links that may be followed on one path, as many as Linux follows (path_resolution(7)). */
const mostLinks = 40

const sticky = 0o1000

/** Where a path leads that nobody but this user and root can change. */
export interface TrustedPath {
  /** The deepest part that exists, without links. */
  end: string
  /** Undefined on Windows, whose rights are not looked at. */
  stat: Stats | undefined
  /** Names of what would have to be made below it. */
  missing: string[]
}

/**
 * Follows an absolute path from the root down. Each part must belong to root or to this user, and no part may be one that
 * other users can write to, except a folder like /tmp, where they cannot touch what is not theirs. Fails (as a value) at
 * the first part that is not so, with what to do.
 */
export function followTrusted(path: string): Answer<TrustedPath> {
  const uid = process.geteuid?.()
  if (uid === undefined) return success({ end: path, stat: undefined, missing: [] })
  const refuse = (part: string, reason: string, remedy: string): Answer<never> => notUsed(path, part, reason, remedy)
  const { root } = parse(path)
  let end = root
  let stat = lstatSync(root)
  let links = 0
  const parts = path.slice(root.length).split(sep).filter(Boolean)
  for (let part = parts.shift(); part !== undefined; part = parts.shift()) {
    if (part === '.' || part === '..') {
      if (part === '..') end = dirname(end)
      stat = lstatSync(end)
      continue
    }
    const next = join(end, part)
    const found = look(next)
    if (found === undefined) return success({ end, stat, missing: [part, ...parts] })
    if (typeof found === 'string') return refuse(next, found, otherFolder)
    if (!isTrusted(found.uid, uid)) return refuse(next, `belongs to ${userName(found.uid)}`, otherFolder)
    if (found.isSymbolicLink()) {
      if (++links > mostLinks) return refuse(next, 'is one of too many links', otherFolder)
      const target = readlinkSync(next)
      parts.unshift(...target.split(sep).filter(Boolean))
      if (target.startsWith(root)) end = root
      continue
    }
    if (!found.isDirectory()) return refuse(next, 'is not a folder', otherFolder)
    const isLast = parts.length === 0
    const isShared = othersMayWrite(found, uid) && (isLast || (found.mode & sticky) === 0)
    if (isShared) return refuse(next, 'can be written to by other users', `Run “chmod go-w ${quoted(next)}” first.`)
    end = next
    stat = found
  }
  return success({ end, stat, missing: [] })
}

/** Whether a socket is in a folder that belongs to this user, and that no other one can change. True on Windows. */
export function isInOwnFolder(socket: string): boolean {
  const uid = process.geteuid?.()
  if (uid === undefined) return true
  const followed = followTrusted(dirname(socket))
  return followed.ok && followed.value.missing.length === 0 && followed.value.stat?.uid === uid
}

const otherFolder = 'Set FORKYARD_HOME to a folder of your own.'

/** With why, and what to do. `part`: the folder, or what is on the way to it or in it. */
export function notUsed(folder: string, part: string, reason: string, remedy: string): Answer<never> {
  const what = part === folder ? 'it' : part
  return failure('system-error', `Forkyard does not use the folder ${folder}: ${what} ${reason}. ${remedy}`, {
    details: { folder, part },
  })
}

/** What is there itself, not what a link leads to; undefined if nothing is, a reason if the system does not say. */
export function look(path: string): Stats | string | undefined {
  try {
    return lstatSync(path)
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException
    return code === 'ENOENT' ? undefined : `cannot be looked at (${code ?? message})`
  }
}

/** By its mode, which also shows what an access control list allows (acl(5)). */
export function othersMayWrite({ mode, gid }: Stats, uid: number): boolean {
  if ((mode & 0o002) !== 0) return true
  return (mode & 0o020) !== 0 && !isPrivateGroup(gid, uid)
}

function isTrusted(owner: number, uid: number): boolean {
  return owner === 0 || owner === uid || owner === unmappedUser()
}

/** As one word of a shell. */
export function quoted(path: string): string {
  return /^[\w@%+=:,./-]+$/.test(path) ? path : `'${path.replaceAll("'", `'\\''`)}'`
}
