import { describe, expect, it } from 'vitest'
import { parsePoolSize, steppedSize } from '../../src-renderer/features/pool/pool-size.ts'
import { topOf } from '../../src-renderer/ui/whole-steps.ts'

describe('the pool’s maximum size as it is typed', () => {
  it.each([
    ['1', 1],
    [' 8 ', 8],
    ['1024', 1024],
    ['1,024', 1024],
    ['008', 8],
  ])('takes %j', (text, size) => {
    expect(parsePoolSize(text)).toBe(size)
  })

  it.each(['', ' ', '0', '-1', '1.5', '1e9', '1025', '99999999999', 'eight', '0x10', '1,02', 'NaN'])(
    'refuses %j',
    (text) => {
      expect(parsePoolSize(text)).toBeUndefined()
    },
  )

  it('steps within its bounds', () => {
    expect([steppedSize(1, -1), steppedSize(1024, 1), steppedSize(1020, 10), steppedSize(4, 1)]).toEqual([
      1, 1024, 1024, 5,
    ])
  })
})

describe('the top of the chart’s axis', () => {
  it.each([0, 1, 3, 4, 17, 100, 101, 12_345, 100_000])('is a whole number above %d', (highest) => {
    const top = topOf(highest)
    expect(Number.isInteger(top)).toBe(true)
    expect(top).toBeGreaterThanOrEqual(highest)
    expect(top).toBeLessThanOrEqual(Math.max(4, highest * 1.6))
  })
})
