import { readFileSync } from 'node:fs'
import type { Socket } from 'node:net'
import { raise } from '../platform/uncaught.ts'
import { type ConnectionKeys, type Owner, connectionKeys, findOwners } from './connection-table.ts'

/**
 * Whether the process at the other end of a connection may speak to this host. `unknown`: the system cannot tell, so that
 * the token alone decides. `closed`: it has closed its end already.
 */
export type Peer = 'own' | 'other-user' | 'closed' | 'unknown'

/** Looks for one connection: a line can be missed while others come and go. */
const looks = 3

/** How this process sees users. */
export interface OwnUser {
  uid: number
  /**
   * What users are shown as who have no id here; undefined where every user has one. In a user namespace (a container)
   * most have none, root of the machine among them.
   */
  unmappedUid: number | undefined
}

/** Oneself and root are no others: root can do everything here anyway, and nothing could keep it out. */
export function judge(owner: Owner | undefined, { uid, unmappedUid }: OwnUser): Peer {
  if (owner === undefined) return 'unknown'
  if (owner.kind === 'closed') return 'closed'
  if (owner.uid === unmappedUid) return 'unknown'
  return owner.uid === uid || owner.uid === 0 ? 'own' : 'other-user'
}

/**
 * Tells of connections on loopback whose user is at the other end. Linux alone says that (/proc/net/tcp). A look serves
 * all connections that were there when it began, so that a thousand take no more looks than one.
 */
export class Peers {
  readonly #tables: { tcp: string; tcp6: string }
  readonly #own: OwnUser | undefined
  readonly #known = new WeakMap<Socket, Promise<Peer>>()
  #waiting: { keys: ConnectionKeys; resolve: (owner: Owner | undefined) => void }[] = []
  #isLooking = false

  constructor(own = ownUser(), tables = { tcp: '/proc/net/tcp', tcp6: '/proc/net/tcp6' }) {
    this.#own = own
    this.#tables = tables
  }

  /** Never rejects. A socket's user never changes, so one that asks again is answered from memory. */
  judge(socket: Socket): Promise<Peer> {
    const known = this.#known.get(socket)
    if (known) return known
    const judged = this.#judge(socket)
    this.#known.set(socket, judged)
    return judged
  }

  async #judge({ remoteAddress, remotePort, localAddress, localPort }: Socket): Promise<Peer> {
    if (this.#own === undefined) return 'unknown'
    if (remoteAddress === undefined || remotePort === undefined || localAddress === undefined) return 'closed'
    const ours = { address: localAddress, port: localPort ?? 0 }
    const keys = connectionKeys({ address: remoteAddress, port: remotePort }, ours)
    const owner = await new Promise<Owner | undefined>((resolve) => {
      this.#waiting.push({ keys, resolve })
      if (!this.#isLooking) this.#look().catch(raise)
    })
    return judge(owner, this.#own)
  }

  /** Until nobody waits. */
  async #look(): Promise<void> {
    this.#isLooking = true
    while (this.#waiting.length > 0) {
      let missed = this.#waiting
      this.#waiting = []
      for (let look = 0; look < looks && missed.length > 0; look++) {
        for (const table of ['tcp', 'tcp6'] as const) {
          if (missed.length === 0) continue
          const keys = new Set(missed.map((one) => one.keys[table]))
          const found = await findOwners(this.#tables[table], keys).catch(() => new Map<string, Owner>())
          missed = missed.filter((one) => {
            const owner = found.get(one.keys[table])
            if (owner) one.resolve(owner)
            return owner === undefined
          })
        }
      }
      for (const { resolve } of missed) resolve(undefined)
    }
    this.#isLooking = false
  }
}

/** Undefined on systems that do not tell whose a connection is. */
function ownUser(): OwnUser | undefined {
  if (process.platform !== 'linux' || process.geteuid === undefined) return undefined
  const uid = process.geteuid()
  try {
    // In the machine's own namespace all ids are mapped to themselves: user_namespaces(7).
    const isWhole = /^\s*0\s+0\s+4294967295\s*$/.test(readFileSync('/proc/self/uid_map', 'utf8'))
    const unmapped = Number(readFileSync('/proc/sys/kernel/overflowuid', 'utf8'))
    return { uid, unmappedUid: isWhole ? undefined : unmapped }
  } catch {
    return { uid, unmappedUid: undefined }
  }
}
