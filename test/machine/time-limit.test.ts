import { describe, expect, it } from 'vitest'
import { slownessOf, timeLimit } from './time-limit.ts'

const quick = { start: 40, sync: 1, processors: 4, load: 0 }

describe('the time limits of tests', () => {
  it('are those of a quick machine where it is one, and never shorter', () => {
    expect(slownessOf(quick)).toBe(1)
    expect(slownessOf({ start: 10, sync: 0.1, processors: 64, load: 0 })).toBe(1)
  })

  it.each([
    ['starts Node slowly', { start: 100 }, 2.5],
    ['writes to its disk slowly', { sync: 20 }, 4],
    ['has one processor', { processors: 1 }, 4],
    ['is busy with something else', { load: 8 }, 3],
    ['is slow and busy', { start: 100, load: 8 }, 7.5],
  ])('are longer on a machine that %s', (_, machine, times) => {
    expect(slownessOf({ ...quick, ...machine })).toBe(times)
  })

  it('are the same for every process of a test run', () => {
    expect(process.env['FORKYARD_TEST_MACHINE']).toBeDefined()
    expect(timeLimit(1_000)).toBeGreaterThanOrEqual(1_000)
  })
})
