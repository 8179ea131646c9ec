import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { localAddressOf } from '../../src-main/contract/local-address.ts'
import { MessageLines } from '../../src-main/contract/message-lines.ts'

describe('the bytes of a stream', () => {
  it('become the messages that were sent, however they are cut', () => {
    const message = fc.string({ unit: 'binary' }).map((text) => text.replaceAll('\n', '').toWellFormed())
    fc.assert(
      fc.property(fc.array(message), fc.array(fc.nat(40)), message, (messages, cuts, rest) => {
        const stream = Buffer.from(messages.map((text) => `${text}\n`).join('') + rest)
        const lines = new MessageLines()
        const received: string[] = []
        let start = 0
        for (const length of [...cuts, stream.length]) {
          const part = stream.subarray(start, start + length)
          for (const line of lines.push(part)) received.push(Buffer.from(line).toString())
          start += length
        }
        expect(received).toEqual(messages)
        expect(lines.begun).toBe(Buffer.byteLength(rest))
      }),
    )
  })
})

describe('the address of a host', () => {
  it('is a socket in its folder up to the longest path that a socket may have, 103 bytes', () => {
    const folderOf = (bytes: number) => `/${'é'.repeat((bytes - 1 - '/run/host.socket'.length) / 2)}`
    expect(localAddressOf(folderOf(103), 'linux')).toMatchObject({ kind: 'path' })
    expect(localAddressOf(folderOf(105), 'linux')).toMatchObject({ kind: 'named-by' })
  })

  it('stands in a file where the system has no such sockets', () => {
    expect(localAddressOf('C:/data', 'win32')).toEqual({ kind: 'named-by', file: 'C:/data/run/host.address' })
  })
})
