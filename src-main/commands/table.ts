import { cutMiddle } from '../contract/command-line.ts'

const mark = /^[\p{M}\u200b-\u200d\ufe00-\ufe0f]$/u
/** East Asian wide characters (Unicode UAX 11) and what terminals draw as pictures. */
const wide =
  /^[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{1f300}-\u{1faff}\u{20000}-\u{3fffd}]$/u

/** Columns of a terminal that a text without control characters takes. */
export function widthOf(text: string): number {
  let width = 0
  for (const character of text) width += mark.test(character) ? 0 : wide.test(character) ? 2 : 1
  return width
}

/** Cuts a text in its middle where it is wider than so many columns. */
export function cutToWidth(text: string, columns: number): string {
  let cut = text
  for (let length = Math.min(text.length, columns); length > 0 && widthOf(cut) > columns; length--) {
    cut = cutMiddle(text, length)
  }
  return cut
}

/**
 * Rows in aligned columns under a heading, each a line; the last column takes what is left of the terminal's width.
 *
 * @param columns of the terminal; undefined where nothing is to be cut
 */
export function layOut(heading: string[], rows: string[][], columns: number | undefined): string {
  const lines = [heading, ...rows]
  const last = heading.length - 1
  const widths = heading.map((_, index) =>
    lines.reduce((most, cells) => Math.max(most, widthOf(cells[index] ?? '')), 0),
  )
  const before = widths.slice(0, last).reduce((sum, width) => sum + width + 2, 0)
  const room = columns === undefined ? undefined : Math.max(8, columns - before)
  return lines
    .map((cells) => {
      const padded = cells.slice(0, last).map((cell, index) => cell + ' '.repeat((widths[index] ?? 0) - widthOf(cell)))
      const end = cells[last] ?? ''
      return `${[...padded, room === undefined ? end : cutToWidth(end, room)].join('  ').trimEnd()}\n`
    })
    .join('')
}

/** Undefined where the output is no terminal: whoever reads it has the whole. */
export function terminalColumns(): number | undefined {
  return process.stdout.isTTY ? process.stdout.columns : undefined
}
