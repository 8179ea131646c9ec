import { readFileSync } from 'node:fs'

/** The name of a user, or its number if the system's list does not have it. */
export function userName(uid: number): string {
  const name = lines('/etc/passwd').find(([, , id]) => id === String(uid))?.[0]
  return name === undefined ? `user ${uid}` : `user ${name}`
}

/**
 * Whether a group has this user alone, as many systems give each user one (user private groups): it is called as the
 * user is, nobody else is listed in it, and it is no other user's first group. False if that cannot be known.
 */
export function isPrivateGroup(gid: number, uid: number): boolean {
  const users = lines('/etc/passwd')
  const own = users.find(([, , id]) => id === String(uid))?.[0]
  const group = lines('/etc/group').find(([, , id]) => id === String(gid))
  if (own === undefined || group?.[0] !== own) return false
  const members = (group[3] ?? '').split(',').filter((name) => name !== '' && name !== own)
  const others = users.filter(([name, , , first]) => name !== own && first === String(gid))
  return members.length === 0 && others.length === 0
}

/**
 * The number that stands for every user who has none here (user_namespaces(7)), if this process is in such a namespace:
 * also the system's own folders belong to it then.
 */
export function unmappedUser(): number | undefined {
  try {
    const isWhole = /^\s*0\s+0\s+4294967295\s*$/.test(readFileSync('/proc/self/uid_map', 'utf8'))
    return isWhole ? undefined : Number(readFileSync('/proc/sys/kernel/overflowuid', 'utf8'))
  } catch {
    return undefined
  }
}

function lines(file: string): string[][] {
  try {
    return readFileSync(file, 'utf8')
      .split('\n')
      .map((line) => line.split(':'))
  } catch {
    return []
  }
}
