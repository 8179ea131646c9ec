import fc from 'fast-check'
import stringWidth from 'string-width'
import { describe, expect, it } from 'vitest'
import { cutToWidth, layOut } from '../../src-main/commands/table.ts'
import { describeTime, oneLine } from '../../src-main/commands/texts.ts'

describe('a table', () => {
  it('aligns its columns by what a terminal draws, and cuts the last one in its middle', () => {
    const rows = [
      ['1', '名前', 'short'],
      ['1000', 'é', 'a command that is too long for it'],
    ]
    expect(layOut(['ID', 'NAME', 'COMMAND'], rows, 26).split('\n')).toEqual([
      'ID    NAME  COMMAND',
      '1     名前  short',
      '1000  é     a comman…or it',
      '',
    ])
  })

  it('gives a picture of several code points the two columns that a terminal gives it', () => {
    const rows = [
      ['👩‍👩‍👧', 'x'],
      ['🇩🇪', 'x'],
      ['☕', 'x'],
      ['ab', 'x'],
    ]
    expect(layOut(['A', 'B'], rows, undefined).split('\n')).toEqual(['A   B', '👩‍👩‍👧  x', '🇩🇪  x', '☕  x', 'ab  x', ''])
  })

  it('is not cut where the output is no terminal', () => {
    expect(layOut(['A'], [['x'.repeat(500)]], undefined)).toContain('x'.repeat(500))
  })

  it('keeps every text on one line and within its width', () => {
    const anyText = fc.string({ unit: 'binary', maxLength: 60 })
    fc.assert(
      fc.property(fc.array(fc.tuple(anyText, anyText)), fc.integer({ min: 80, max: 200 }), (rows, columns) => {
        const table = layOut(
          ['A', 'B'],
          rows.map((cells) => cells.map(oneLine)),
          columns,
        )
        expect(table.split('\n')).toHaveLength(rows.length + 2)
        expect(table).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/)
      }),
    )
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.integer({ min: 2, max: 40 }), (text, columns) => {
        expect(stringWidth(cutToWidth(text, columns))).toBeLessThanOrEqual(columns)
      }),
    )
  })
})

describe('a time', () => {
  it.each([
    [0, '0.0 s'],
    [59_900, '59.9 s'],
    [59_960, '1 min 0 s'],
    [3_599_000, '59 min 59 s'],
    [3_600_000, '1 h 0 min'],
    [90_000_000, '1 d 1 h'],
  ])('of %i ms is %s', (milliseconds, text) => {
    expect(describeTime(milliseconds)).toBe(text)
  })
})
