import { describe, expect, it } from 'vitest'
import {
  formatBytes,
  formatClock,
  formatCount,
  formatDuration,
  formatMegabytes,
  formatPercent,
} from '../../src-renderer/ui/format.ts'

describe('numbers on screen', () => {
  it.each([
    [0, '0 bytes'],
    [1, '1 byte'],
    [999, '999 bytes'],
    [1_000, '1.0 kB'],
    [999_949, '999.9 kB'],
    [999_950, '1.0 MB'],
    [12_345_678, '12.3 MB'],
    [1_073_741_824, '1.1 GB'],
    [5e15, '5,000.0 TB'],
  ])('shows %d bytes as %s', (bytes, text) => {
    expect(formatBytes(bytes)).toBe(text)
  })

  it('always shows one decimal where columns line up', () => {
    expect([formatMegabytes(482_200_000), formatMegabytes(0), formatPercent(100)]).toEqual(['482.2', '0.0', '100.0'])
    expect(formatCount(12_345)).toBe('12,345')
  })

  it.each([
    [-5, '0:00'],
    [999, '0:00'],
    [67_000, '1:07'],
    [3_600_000, '1:00:00'],
    [177_127_000, '49:12:07'],
  ])('shows a clock of %d ms as %s', (milliseconds, text) => {
    expect(formatClock(milliseconds)).toBe(text)
  })

  it.each([
    [8, '8 ms'],
    [999, '999 ms'],
    [999.6, '1.0 s'],
    [59_949, '59.9 s'],
    [59_951, '0:59'],
    [61_000, '1:01'],
  ])('shows a time of %d ms that is over as %s', (milliseconds, text) => {
    expect(formatDuration(milliseconds)).toBe(text)
  })
})
