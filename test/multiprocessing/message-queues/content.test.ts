import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decodeItem, encodeItem, isQuick } from '../../../src-main/multiprocessing/message-queues/content.ts'

describe('a message as bytes', () => {
  it('is the same again', () => {
    fc.assert(
      fc.property(fc.anything({ withDate: true, withBigInt: true, withMap: true, withTypedArray: true }), (item) => {
        expect(decodeItem(encodeItem(item))).toEqual(item)
      }),
    )
    fc.assert(
      fc.property(fc.oneof(fc.double(), fc.integer(), fc.string({ unit: 'binary', maxLength: 3_000 })), (item) => {
        expect(decodeItem(encodeItem(item))).toBe(item)
      }),
    )
    for (const item of [-0, NaN, 2 ** 31, -(2 ** 31), '\ud800', '', 'é'.repeat(2_000), null, undefined, true, false])
      expect(decodeItem(encodeItem(item))).toBe(item)
  })

  it('is short where it is simple', () => {
    expect([1, 'abc', true, null, 0.5].map((item) => encodeItem(item).length)).toEqual([5, 4, 1, 1, 9])
    expect(isQuick(encodeItem({})[0])).toBe(false)
  })
})
