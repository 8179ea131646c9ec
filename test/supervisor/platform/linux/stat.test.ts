import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseStat } from '../../../../src-main/supervisor/platform/linux/stat.ts'

/** A line of /proc/PID/stat as Linux 6 writes it. */
const line = (comm: string, state = 'S'): Buffer =>
  Buffer.from(
    `4711 (${comm}) ${state} 42 43 44 34816 4711 4194304 250 7 0 0 120 30 5 6 20 0 9 0 987654 123456789 2048 18446744073709551615 1 1 0 0 0 0 0 0 0 0 0 0 17 1 0 0 0 0 0 0 0 0 0 0 0 0 0\n`,
    'latin1',
  )

describe('a line of /proc/PID/stat', () => {
  it('is read field by field', () => {
    expect(parseStat(line('node'))).toEqual({
      pid: 4711,
      comm: 'node',
      state: 'sleeping',
      parentPid: 42,
      group: 43,
      session: 44,
      ticks: 150,
      threads: 9,
      startTime: 987654,
      residentPages: 2048,
    })
  })

  it.each([') (', 'a) S 1 2 3 (b', '((', '))', ' ', '', 'two\nlines', '\u00ff\u001b'])(
    'may have the name %j',
    (comm) => {
      expect(parseStat(line(comm))).toMatchObject({ comm, parentPid: 42, startTime: 987654 })
    },
  )

  it('may have any name', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary-ascii', maxLength: 15 }), (comm) => {
        expect(parseStat(line(comm))).toMatchObject({ pid: 4711, comm, residentPages: 2048 })
      }),
    )
  })

  it.each([
    ['R', 'running'],
    ['D', 'waiting-for-disk'],
    ['T', 'stopped'],
    ['t', 'stopped'],
    ['Z', 'zombie'],
    ['X', 'zombie'],
    ['?', 'unknown'],
  ])('tells state %s as %s', (letter, state) => {
    expect(parseStat(line('x', letter))?.state).toBe(state)
  })

  it('may have negative numbers: of a process without a terminal, or a nice one', () => {
    const text = '7 (x) S 1 7 7 0 -1 64 0 0 0 0 3 4 0 0 39 -19 2 0 55 1000 9 0'
    expect(parseStat(Buffer.from(text))).toMatchObject({ ticks: 7, threads: 2, startTime: 55, residentPages: 9 })
  })

  it.each(['', '4711 (cut', '4711 (cut) S 42 43', 'garbage', ')('])('that is cut (%j) is none', (text) => {
    expect(parseStat(Buffer.from(text))).toBeUndefined()
  })
})
