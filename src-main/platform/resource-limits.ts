import { existsSync, readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { type CLibrary, openCLibrary } from './c-library.ts'

/** What /proc calls the limits, and their numbers (<asm-generic/resource.h>), as people and shells name them. */
const resources = {
  'Max cpu time': { number: 0, name: 'CPU time' },
  'Max file size': { number: 1, name: 'file size' },
  'Max data size': { number: 2, name: 'data size' },
  'Max stack size': { number: 3, name: 'stack size' },
  'Max core file size': { number: 4, name: 'size of core files' },
  'Max resident set': { number: 5, name: 'resident memory' },
  'Max processes': { number: 6, name: 'number of processes' },
  'Max open files': { number: 7, name: 'number of open files' },
  'Max locked memory': { number: 8, name: 'locked memory' },
  'Max address space': { number: 9, name: 'address space' },
  'Max file locks': { number: 10, name: 'number of file locks' },
  'Max pending signals': { number: 11, name: 'number of pending signals' },
  'Max msgqueue size': { number: 12, name: 'size of message queues' },
  'Max nice priority': { number: 13, name: 'nice priority' },
  'Max realtime priority': { number: 14, name: 'real-time priority' },
  'Max realtime timeout': { number: 15, name: 'real-time timeout' },
} as const

type Resource = keyof typeof resources

/** A soft limit that is higher than the reference's does no harm, but for these: people set them for single commands. */
const alsoLowered: ReadonlySet<Resource> = new Set(['Max stack size', 'Max core file size'])

/**
 * What is lower than the reference and not lower than this hinders nobody, and is not told: the first process of a
 * container, or systemd itself, has more of these than any user gets (the kernel's own defaults: <asm-generic/resource.h>).
 */
const enough: Partial<Record<Resource, bigint>> = {
  'Max open files': 4_096n,
  'Max locked memory': 65_536n,
  'Max processes': 1_024n,
  'Max pending signals': 1_024n,
}

interface Limit {
  soft: bigint
  hard: bigint
}

/** RLIM_INFINITY, with 64 bits. */
const unlimited = 2n ** 64n - 1n

/**
 * Sets the limits of this process back to those of a process that is nobody's caller, as far as the system lets it: what it
 * starts gets them too. Answers with one sentence if some stay lower. On Linux alone.
 */
export async function restoreLimits(): Promise<string | undefined> {
  const [own, usual] = [readLimits('self'), readLimits(referenceProcess())]
  const wanted = [...usual].flatMap(([resource, reference]) => {
    const now = own.get(resource)
    const limit = now && wantedLimit(resource, now, reference)
    return limit ? [{ resource, limit }] : []
  })
  if (wanted.length === 0) return undefined
  const library = await openCLibrary()
  const set = library && setterOf(library)
  if (set) for (const { resource, limit } of wanted) setAsFarAsAllowed(set, resource, limit)
  const left = readLimits('self')
  const lower = wanted.flatMap(({ resource, limit }) => {
    const { soft = limit.soft } = left.get(resource) ?? {}
    const isTold = soft < limit.soft && soft < (enough[resource] ?? unlimited)
    return isTold ? [`${resources[resource].name} ${shown(soft)} instead of ${shown(limit.soft)}`] : []
  })
  if (lower.length === 0) return undefined
  const why = set ? 'the system does not let Forkyard raise them' : 'they cannot be raised here without koffi'
  return `Forkyard was started with lower limits than usual, and ${why}: ${lower.join(', ')}. Its tasks have them too; start it from another shell to change that.`
}

/** Undefined if it is as it should be. */
function wantedLimit(resource: Resource, own: Limit, reference: Limit): Limit | undefined {
  const hard = own.hard > reference.hard ? own.hard : reference.hard
  // Node itself raises this one to the hard limit at each start.
  const usual = resource === 'Max open files' ? hard : reference.soft
  const soft = own.soft > usual && !alsoLowered.has(resource) ? own.soft : usual
  return soft === own.soft && hard === own.hard ? undefined : { soft, hard }
}

type Setter = (resource: Resource, limit: Limit) => boolean

function setterOf(library: CLibrary): Setter | undefined {
  // Where a limit has 64 bits, and resources their usual numbers.
  if (!['x64', 'arm64', 'riscv64', 'ppc64', 'loong64', 's390x'].includes(process.arch)) return undefined
  const setrlimit = library.declare('int setrlimit(int resource, const void *limit)')
  return (resource, { soft, hard }) => setrlimit(resources[resource].number, new BigUint64Array([soft, hard])) === 0
}

/** Only root may raise a hard limit. */
function setAsFarAsAllowed(set: Setter, resource: Resource, limit: Limit): void {
  if (set(resource, limit)) return
  const own = readLimits('self').get(resource)
  if (own) set(resource, { soft: limit.soft < own.hard ? limit.soft : own.hard, hard: own.hard })
}

/**
 * A process that has the limits which the system gives to this user: the user's service manager, the leader of one of the
 * user's sessions (both as systemd knows them), or the first process of all.
 */
export function referenceProcess(): string {
  const uid = String(process.getuid?.() ?? 0)
  const group = `user.slice/user-${uid}.slice/user@${uid}.service/init.scope/cgroup.procs`
  for (const root of ['/sys/fs/cgroup', '/sys/fs/cgroup/systemd']) {
    const [pid = ''] = read(join(root, group)).split('\n')
    if (pid !== '') return pid
  }
  const sessions = '/run/systemd/sessions'
  for (const name of existsSync(sessions) ? readdirSync(sessions) : []) {
    const session = read(join(sessions, name))
    const leader = /^LEADER=(\d+)$/m.exec(session)?.[1]
    if (leader !== undefined && session.includes(`\nUID=${uid}\n`)) return leader
  }
  return '1'
}

/** Empty if the system does not tell (proc_pid_limits(5)). */
function readLimits(pid: string): Map<Resource, Limit> {
  const limits = new Map<Resource, Limit>()
  for (const line of read(`/proc/${pid}/limits`).split('\n')) {
    const [, name = '', soft = '', hard = ''] = /^(Max [\w ]*\w) +(\d+|unlimited) +(\d+|unlimited)/.exec(line) ?? []
    if (name in resources) limits.set(name as Resource, { soft: valueOf(soft), hard: valueOf(hard) })
  }
  return limits
}

function valueOf(text: string): bigint {
  return text === 'unlimited' ? unlimited : BigInt(text)
}

function shown(value: bigint): string {
  return value === unlimited ? 'unlimited' : String(value)
}

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return ''
  }
}
