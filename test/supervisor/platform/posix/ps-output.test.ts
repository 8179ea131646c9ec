import { describe, expect, it } from 'vitest'
import { parsePsLine } from '../../../../src-main/supervisor/platform/posix/ps-output.ts'

const parse = (line: string) => parsePsLine(line, 0)

describe('a line of ps', () => {
  it('is read as macOS writes it', () => {
    expect(
      parse('  501     1   499 Ss    12345   3:04.56 Mon Nov 23 09:40:11 2026     /usr/bin/some tool -x'),
    ).toMatchObject({
      pid: 501,
      parentPid: 1,
      group: 499,
      state: 'sleeping',
      memory: 12345 * 1024,
      cpuTime: 184_560,
      startTime: Date.parse('2026-11-23T09:40:11') / 1000,
      name: 'some',
      command: '/usr/bin/some tool -x',
    })
  })

  it.each([
    ['0:00.03', 30],
    ['01:02:03', 3_723_000],
    ['2-01:00:00', 176_400_000],
  ])('may have used %s of CPU', (time, milliseconds) => {
    expect(parse(`1 0 1 R+ 5 ${time} Sun Nov  1 00:00:00 2026 x`)?.cpuTime).toBe(milliseconds)
  })

  it('may name no arguments', () => {
    expect(parse('9 1 9 Z 0 0:00.00 Sun Nov  1 00:00:00 2026 <defunct>')).toMatchObject({ state: 'zombie' })
  })

  it.each(['', 'PID PPID', '12 x'])('that is none (%j) is left out', (line) => {
    expect(parse(line)).toBeUndefined()
  })
})
