import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { FrameDecoder, FrameError, encodeFrame, longestFrame } from '../../../src-main/supervisor/connection/frames.ts'

const split = (bytes: Buffer, cuts: number[]): Buffer[] => {
  const places = [0, ...cuts.map((cut) => cut % (bytes.length + 1)).toSorted((a, b) => a - b), bytes.length]
  return places.slice(1).map((end, index) => bytes.subarray(places[index], end))
}

describe('frames', () => {
  it('carry values whole, wherever the stream was split or merged', () => {
    fc.assert(
      fc.property(fc.array(fc.json()), fc.array(fc.nat()), (values, cuts) => {
        const decoder = new FrameDecoder()
        const chunks = split(Buffer.concat(values.map(encodeFrame)), cuts)
        expect(chunks.flatMap((chunk) => decoder.decode(chunk))).toEqual(
          values.map((json) => JSON.parse(json) as unknown),
        )
      }),
    )
  })

  it('arrive byte by byte too', () => {
    const decoder = new FrameDecoder()
    const values = [...encodeFrame('["ü 木"]')].flatMap((byte) => decoder.decode(Buffer.of(byte)))
    expect(values).toEqual([['ü 木']])
  })

  it('may be as long as the bound, and no longer', () => {
    const decoder = new FrameDecoder()
    const longest = JSON.stringify('x'.repeat(longestFrame - 2))
    expect(decoder.decode(encodeFrame(longest))).toHaveLength(1)
    expect(() => encodeFrame(JSON.stringify('x'.repeat(longestFrame - 1)))).toThrow(FrameError)
  })

  it('that announce more than the bound are refused before they arrive', () => {
    const prefix = Buffer.alloc(4)
    prefix.writeUInt32BE(longestFrame + 1)
    expect(() => new FrameDecoder().decode(prefix)).toThrow(FrameError)
  })

  it('that hold no JSON are refused', () => {
    const frame = encodeFrame('{"cut":')
    expect(() => new FrameDecoder().decode(frame)).toThrow(FrameError)
  })
})
