import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createOutputDecoder } from '../../src-renderer/features/output/output-decoder.ts'
import { createSafeOutput } from '../../src-renderer/features/output/safe-output.ts'
import { slowness } from '../machine/time-limit.ts'

const safe = (text: string): string => createSafeOutput().filter(text)
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text)

/** Everything that may reach the terminal. */
const allowed =
  /^(?:[^\x00-\x07\x0b\x0c\x0e-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]|\x1b\[(?:[0-9;:]*m|[0-9]{0,4}[A-GK]))*$/u

/** Text that is rich in what terminals act on. */
const hostile = fc
  .array(
    fc.oneof(
      fc.constantFrom('\x1b', '\x1b[', '\x1b]', '\x1bP', '\x1b_', '\x1b^', '\x1bX', '\x9b', '\x9d', '\x90', '\x07'),
      fc.constantFrom(
        '\x1b\\',
        '\x9c',
        '\x18',
        '\n',
        '\r',
        '\b',
        '52;c;aGk=',
        '8;;https://x',
        '31m',
        '6n',
        '?25l',
        'c',
      ),
      fc.constantFrom('\u202e', '\u2066', '2J', '1A', '>4m', '38;5;8m', '8m', ';', ':', '!', 'é', '世', '😀'),
      fc.string({ unit: 'binary', maxLength: 4 }),
    ),
    { maxLength: 40 },
  )
  .map((parts) => parts.join(''))

describe('the filter before the terminal', () => {
  test.each([
    ['colours', '\x1b[1;31mred\x1b[0m'],
    ['256 and true colours', '\x1b[38;5;8mgrey\x1b[48;2;8;5;6mx\x1b[58:2::8:8:8mu\x1b[m'],
    ['a progress bar', '10 %\r20 %\r\x1b[K30 %\b\b'],
    ['movement between lines', '\x1b[2A\x1b[1G\x1b[2Kagain\x1b[1B'],
    ['tabs and text of all languages', 'a\tb — 世界 😀 العربية\r\n'],
  ])('lets %s through', (_, text) => {
    expect(safe(text)).toBe(text)
  })

  test.each([
    ['a title', 'a\x1b]0;owned\x07b', 'ab'],
    ['the clipboard', 'a\x1b]52;c;cm0gLXJmIH4=\x1b\\b', 'ab'],
    ['a hyperlink, but not its text', '\x1b]8;;https://evil.example\x1b\\here\x1b]8;;\x1b\\', 'here'],
    ['a device control string', 'a\x1bP$q"p\x1b\\b', 'ab'],
    ['application, privacy and start-of-string', '\x1b_a\x1b\\1\x1b^b\x1b\\2\x1bXc\x1b\\3', '123'],
    ['device queries', '\x1b[c\x1b[>c\x1b[6n\x1b[?1$p\x1b[18t\x05\x1bZ', ''],
    ['modes, the alternate screen, the mouse', '\x1b[?1049h\x1b[?1003h\x1b[?25l\x1b[4h', ''],
    ['erasing the display and absolute placement', '\x1b[2J\x1b[3J\x1b[1;1H\x1b[5;1f\x1b[2d\x1b[r', ''],
    ['resets and character sets', '\x1bc\x1b[!p\x1b(0\x0e\x0f\x1b#8', ''],
    ['the bell', 'a\x07b', 'ab'],
    ['concealed and blinking text', '\x1b[8mhidden\x1b[0m \x1b[1;5;008mb', 'hidden\x1b[0m \x1b[1mb'],
    ['private forms that end in m', '\x1b[>4;1m\x1b[?4m\x1b[ m', ''],
    ['an endless sequence', `\x1b[${'1;'.repeat(500)}mx`, 'x'],
  ])('drops %s', (_, text, expected) => {
    expect(safe(text)).toBe(expected)
  })

  test('shows C1 controls as unknown characters', () => {
    expect(safe('\u009b31mx\u009d0;t\u009c')).toBe('\ufffd31mx\ufffd0;t\ufffd')
  })

  test('spells bidi controls out', () => {
    expect(safe('if (\u202e true \u2066x\u2069')).toBe('if (<U+202E> true <U+2066>x<U+2069>')
  })

  test('shows what follows a string that is never closed, from the next line on', () => {
    expect(safe('\x1b]0;never closed\nvisible')).toBe('\nvisible')
  })

  test('shows text that breaks off a sequence', () => {
    expect(safe('\x1b[31é')).toBe('é')
    expect(safe('\x1b[3\x1b[31mx')).toBe('\x1b[31mx')
  })

  test('lets nothing through that the terminal would act on', () => {
    fc.assert(
      fc.property(hostile, (text) => allowed.test(safe(text))),
      { numRuns: 2_000 },
    )
  })

  test('gives the same however the output is cut', () => {
    fc.assert(
      fc.property(hostile, fc.array(fc.nat(200), { maxLength: 6 }), (text, cuts) => {
        const filter = createSafeOutput()
        const places = [0, ...cuts.map((cut) => cut % (text.length + 1)).sort((a, b) => a - b), text.length]
        const parts = places.slice(1).map((end, index) => filter.filter(text.slice(places[index], end)))
        expect(parts.join('')).toBe(safe(text))
      }),
    )
  })

  test('changes nothing in what it has let through', () => {
    fc.assert(
      fc.property(hostile, (text) => {
        const once = safe(text)
        expect(safe(once)).toBe(once)
      }),
    )
  })

  test('passes plain text at 10 MB or more for each second of CPU of a quick machine', () => {
    const text = 'a line of output, number 12345\n'.repeat(100_000)
    const began = process.cpuUsage()
    safe(text)
    const { user, system } = process.cpuUsage(began)
    // Microseconds.
    expect(user + system).toBeLessThan((text.length / 10) * slowness)
  })
})

describe('the decoder before the filter', () => {
  test('joins characters that chunks cut', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.nat(), (text, place) => {
        const whole = bytes(text)
        const cut = place % (whole.length + 1)
        const decoder = createOutputDecoder()
        const parts = decoder.decode(whole.subarray(0, cut)) + decoder.decode(whole.subarray(cut)) + decoder.end()
        expect(parts).toBe(safe(text))
      }),
    )
  })

  test('shows bytes that are not UTF-8 as U+FFFD', () => {
    const decoder = createOutputDecoder()
    expect(decoder.decode(Uint8Array.of(0x61, 0xff, 0x9b, 0x62, 0xe4, 0xb8))).toBe('a\ufffd\ufffdb')
    expect(decoder.end()).toBe('\ufffd')
  })

  test('lets no byte sequence through that the terminal would act on', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (random) => {
        const decoder = createOutputDecoder()
        return allowed.test(decoder.decode(random) + decoder.end())
      }),
    )
  })
})
