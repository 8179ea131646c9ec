import { open } from 'node:fs/promises'
import { endianness } from 'node:os'

/** One end of a TCP connection over IPv4. */
export interface Endpoint {
  /** `127.0.0.1` */
  address: string
  port: number
}

/** Who has one end of a connection. `closed`: its process has closed it, and the system does not say any more who it was. */
export type Owner = { kind: 'user'; uid: number } | { kind: 'closed' }

/** Bytes read at a time: some 430 lines, which take a fraction of a millisecond. */
const chunkBytes = 65_536
/** Bytes of a table that are read at most: some 400,000 connections. */
const mostBytes = 64 * 1_048_576

/** As Linux names a connection in /proc/net/tcp, and in tcp6 where an IPv6 socket speaks to an IPv4 address (proc_net(5)). */
export interface ConnectionKeys {
  tcp: string
  tcp6: string
}

/**
 * @param local of the end that is looked for
 * @param remote its other end
 */
export function connectionKeys(local: Endpoint, remote: Endpoint): ConnectionKeys {
  const ends = [local, remote]
  const name = (prefix: string): string =>
    ends.map(({ address, port }) => `${prefix}${hexOf(address)}:${hex(port, 4)}`).join(' ')
  return { tcp: name(''), tcp6: name(mappedPrefix) }
}

/** ::ffff:0:0/96 in 32-bit words, each in the machine's byte order. */
const mappedPrefix = `0000000000000000${endianness() === 'LE' ? 'FFFF0000' : '0000FFFF'}`

function hexOf(address: string): string {
  const bytes = address.split('.').map(Number)
  return (endianness() === 'LE' ? bytes.toReversed() : bytes).map((byte) => hex(byte, 2)).join('')
}

function hex(value: number, digits: number): string {
  return value.toString(16).toUpperCase().padStart(digits, '0')
}

/**
 * Reads one line: `  0: LOCAL REMOTE STATE QUEUES TIMER RETRANSMITS UID TIMEOUT INODE …`. Undefined if it is no
 * connection.
 */
export function parseConnection(line: string): { key: string; owner: Owner } | undefined {
  const [number, local, remote, , , , , uid, , inode] = line.trim().split(/\s+/)
  if (!number?.endsWith(':') || !/^\d+$/.test(uid ?? '') || !/^\d+$/.test(inode ?? '')) return undefined
  // Of a socket that its process has closed, the kernel shows inode 0 and, in many versions, root as its user.
  const owner: Owner = inode === '0' ? { kind: 'closed' } : { kind: 'user', uid: Number(uid) }
  return { key: `${local ?? ''} ${remote ?? ''}`, owner }
}

/**
 * Looks for connections in a table of the kernel. Reads it in pieces, so that other work goes on meanwhile, and stops
 * when all are found. Rejects if the table cannot be read.
 *
 * The kernel gives a table in several pieces, between which connections come and go: one may be missed, so that a second
 * look is worth it.
 */
export async function findOwners(file: string, keys: ReadonlySet<string>): Promise<Map<string, Owner>> {
  const found = new Map<string, Owner>()
  const table = await open(file)
  try {
    const buffer = Buffer.alloc(chunkBytes)
    let rest = ''
    for (let read = 0; read < mostBytes && found.size < keys.size;) {
      const { bytesRead } = await table.read(buffer, 0, chunkBytes)
      if (bytesRead === 0) break
      read += bytesRead
      const lines = (rest + buffer.toString('latin1', 0, bytesRead)).split('\n')
      rest = lines.pop() ?? ''
      for (const line of lines) {
        const begin = line.indexOf(':') + 2
        // Cheaper than to parse each line: keys are where the kernel aligns them.
        const key = line.slice(begin, line.indexOf(' ', line.indexOf(' ', begin) + 1))
        const owner = keys.has(key) ? parseConnection(line)?.owner : undefined
        if (owner) found.set(key, owner)
      }
    }
  } finally {
    await table.close()
  }
  return found
}
