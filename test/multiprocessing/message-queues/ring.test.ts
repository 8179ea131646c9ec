import { describe, expect, it } from 'vitest'
import { decodeFrom, encodeItem } from '../../../src-main/multiprocessing/message-queues/content.ts'
import { ringBytes } from '../../../src-main/multiprocessing/message-queues/ring-layout.ts'
import { type Receive, RingReader } from '../../../src-main/multiprocessing/message-queues/ring-reader.ts'
import { RingWriter } from '../../../src-main/multiprocessing/message-queues/ring-writer.ts'

function pair(): { writer: RingWriter; reader: RingReader; read: unknown[]; receive: Receive } {
  const memory = new ArrayBuffer(ringBytes)
  const reader = new RingReader(memory)
  reader.open(1)
  const read: unknown[] = []
  const receive: Receive = (queue, bytes, begin, end) => read.push([queue, decodeFrom(bytes, begin, end)])
  return { writer: new RingWriter(memory), reader, read, receive }
}

describe('the ring of a producer', () => {
  it('carries messages in order, whatever their lengths, round and round', () => {
    const { writer, reader, read, receive } = pair()
    const textOf = (number: number): string => `${number}:${'x'.repeat((number * 7919) % 1_000)}`
    let put = 0
    for (let step = 0; step < 200; step++) {
      for (let more = 0; more < step % 60; more++) {
        const text = textOf(put)
        const written = put % 2 === 0 ? writer.writeItem(1, text) : writer.write(1, encodeItem(text))
        expect(written).toBe('written')
        put++
      }
      reader.read(receive)
    }
    expect(put).toBeGreaterThan(5_000)
    expect(read).toEqual(Array.from({ length: put }, (_, number) => [1, textOf(number)]))
  })

  it('that is full says so, and asks for room', () => {
    const { writer, reader, read, receive } = pair()
    let put = 0
    while (writer.writeItem(1, put) === 'written') put++
    expect(put).toBeGreaterThan(8_000)
    expect(reader.takeRoomRequest()).toBe(true)
    reader.read(receive)
    expect([read.length, writer.writeItem(1, 0), reader.takeRoomRequest()]).toEqual([put, 'written', false])
  })

  it('takes nothing for queues that are not open, that are stopped, or that it has no number for', () => {
    const { writer, reader, read, receive } = pair()
    expect([writer.writeItem(2, 0), writer.writeItem(1_000, 0)]).toEqual(['other', 'other'])
    writer.writeItem(1, 'before')
    reader.stop(1, receive)
    expect(read).toEqual([[1, 'before']])
    expect(writer.writeItem(1, 'after')).toBe('other')
    reader.open(1)
    expect(writer.writeItem(1, 'again')).toBe('written')
  })

  it('takes no message that would fill a quarter of it', () => {
    expect(pair().writer.write(1, Buffer.alloc(40_000))).toBe('other')
  })

  it('wakes its reader once', () => {
    const { writer, reader } = pair()
    expect(writer.takeSleep()).toBe(false)
    reader.setSleep(true)
    expect([writer.takeSleep(), writer.takeSleep()]).toEqual([true, false])
  })
})
