import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { endianness, tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { connectionKeys, findOwners, parseConnection } from '../../src-main/host/connection-table.ts'

/** Lines as Linux 6 has printed them on a little-endian machine. */
const heading = '  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode'
const listening =
  '   0: 0100007F:9139 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 7161 1 00000000d2f0c9e4 100 0 0 10 0'
const established =
  '  14: 0100007F:C350 0100007F:9139 01 00000000:00000000 00:00000000 00000000  1000        0 41203 1 0000000057b5b5a1 20 4 30 10 -1'
const closedByItsProcess =
  '  15: 0100007F:C352 0100007F:9139 05 00000000:00000000 00:00000A2B 00000000     0        0 0 1 00000000e7c1c8a2 20 4 30 10 -1'
const timeWait =
  '  16: 0100007F:C354 0100007F:9139 06 00000000:00000000 03:0000176F 00000000     0        0 0 3 000000009b3b6d3e'
const mapped =
  '   3: 0000000000000000FFFF00000100007F:C356 0000000000000000FFFF00000100007F:9139 01 00000000:00000000 00:00000000 00000000 65534        0 41210 1 0000000038ab1f0c 20 4 30 10 -1'
const wideNumber = established.replace('  14:', '123456:')

const server = { address: '127.0.0.1', port: 0x9139 }
const peer = (port: number) => connectionKeys({ address: '127.0.0.1', port }, server)

describe('a line of /proc/net/tcp', () => {
  test.each([
    [established, { kind: 'user', uid: 1_000 }],
    [wideNumber, { kind: 'user', uid: 1_000 }],
    [listening, { kind: 'user', uid: 0 }],
    [mapped, { kind: 'user', uid: 65_534 }],
    // The kernel shows root for these, whoever it was.
    [closedByItsProcess, { kind: 'closed' }],
    [timeWait, { kind: 'closed' }],
  ])('tells whose the connection is: %s', (line, owner) => {
    expect(parseConnection(line)?.owner).toEqual(owner)
  })

  test.each([heading, '', '   ', established.slice(0, 40), established.replace('  1000 ', '    -1 ')])(
    'that is none is passed over: %s',
    (line) => {
      expect(parseConnection(line)).toBeUndefined()
    },
  )
})

describe.skipIf(endianness() !== 'LE')('a table of connections (as a little-endian machine shows it)', () => {
  async function write(lines: string[]): Promise<string> {
    const folder = await mkdtemp(join(tmpdir(), 'forkyard-table-'))
    onTestFinished(() => rm(folder, { recursive: true }))
    const file = join(folder, 'tcp')
    await writeFile(file, `${[heading, ...lines].join('\n')}\n`)
    return file
  }

  test('is searched for the end that is named, not for the other one', async () => {
    const otherEnd = established
      .replace('0100007F:C350 0100007F:9139', '0100007F:9139 0100007F:C350')
      .replace('  1000 ', '     7 ')
    const file = await write([otherEnd, listening, established, mapped])
    expect(await findOwners(file, new Set([peer(0xc350).tcp]))).toEqual(
      new Map([[peer(0xc350).tcp, { kind: 'user', uid: 1_000 }]]),
    )
    expect(await findOwners(file, new Set([peer(0xc356).tcp6]))).toEqual(
      new Map([[peer(0xc356).tcp6, { kind: 'user', uid: 65_534 }]]),
    )
    expect(await findOwners(file, new Set([peer(0xc358).tcp, peer(0xc358).tcp6]))).toEqual(new Map())
  })

  test('is searched whole, wherever its pieces are cut', async () => {
    const lineOf = (port: number): string =>
      established
        .replace('C350', port.toString(16).toUpperCase().padStart(4, '0'))
        .replace('  1000 ', ` ${String(port)} `)
    const ports = Array.from({ length: 5_000 }, (_, index) => 20_000 + index)
    const file = await write(ports.map(lineOf))
    const owners = await findOwners(file, new Set(ports.map((port) => peer(port).tcp)))
    expect(
      ports.filter((port) => JSON.stringify(owners.get(peer(port).tcp)) !== `{"kind":"user","uid":${port}}`),
    ).toEqual([])
  })
})
