import { describe, expect, it } from 'vitest'
import { decodeFrom, encodeItem } from '../../../src-main/multiprocessing/message-queues/content.ts'
import { RingReader, RingWriter, type Take, ringBytes } from '../../../src-main/multiprocessing/message-queues/ring.ts'

function pair(): { writer: RingWriter; reader: RingReader; read: unknown[]; take: Take } {
  const memory = new ArrayBuffer(ringBytes)
  const reader = new RingReader(memory)
  reader.open(1)
  const read: unknown[] = []
  const take: Take = (queue, bytes, begin, end) => read.push([queue, decodeFrom(bytes, begin, end)])
  return { writer: new RingWriter(memory), reader, read, take }
}

describe('the ring of a producer', () => {
  it('carries messages in order, whatever their lengths, round and round', () => {
    const { writer, reader, read, take } = pair()
    const textOf = (number: number): string => `${number}:${'x'.repeat((number * 7919) % 1_000)}`
    let put = 0
    for (let step = 0; step < 200; step++) {
      for (let more = 0; more < step % 60; more++) {
        const text = textOf(put)
        const written = put % 2 === 0 ? writer.writeItem(1, text) : writer.write(1, encodeItem(text))
        expect(written).toBe('written')
        put++
      }
      reader.read(take)
    }
    expect(put).toBeGreaterThan(5_000)
    expect(read).toEqual(Array.from({ length: put }, (_, number) => [1, textOf(number)]))
  })

  it('that is full says so, and wishes for room', () => {
    const { writer, reader, read, take } = pair()
    let put = 0
    while (writer.writeItem(1, put) === 'written') put++
    expect(put).toBeGreaterThan(8_000)
    expect(reader.takeWish()).toBe(true)
    reader.read(take)
    expect([read.length, writer.writeItem(1, 0), reader.takeWish()]).toEqual([put, 'written', false])
  })

  it('takes nothing for queues that are not open, that are stopped, or that it has no number for', () => {
    const { writer, reader, read, take } = pair()
    expect([writer.writeItem(2, 0), writer.writeItem(1_000, 0)]).toEqual(['other', 'other'])
    writer.writeItem(1, 'before')
    reader.stop(1, take)
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
