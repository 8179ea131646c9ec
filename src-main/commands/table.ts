import stringWidth from 'string-width'
import { cutMiddle } from '../contract/command-line.ts'

/** Cuts a text in its middle where it is wider than so many columns. */
export function cutToWidth(text: string, columns: number): string {
  let cut = text
  for (let length = Math.min(text.length, columns); length > 0 && stringWidth(cut) > columns; length--) {
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
    lines.reduce((most, cells) => Math.max(most, stringWidth(cells[index] ?? '')), 0),
  )
  const before = widths.slice(0, last).reduce((sum, width) => sum + width + 2, 0)
  const room = columns === undefined ? undefined : Math.max(8, columns - before)
  return lines
    .map((cells) => {
      const padded = cells
        .slice(0, last)
        .map((cell, index) => cell + ' '.repeat((widths[index] ?? 0) - stringWidth(cell)))
      const end = cells[last] ?? ''
      return `${[...padded, room === undefined ? end : cutToWidth(end, room)].join('  ').trimEnd()}\n`
    })
    .join('')
}

/** Undefined where the output is no terminal: whoever reads it has the whole. */
export function terminalColumns(): number | undefined {
  return process.stdout.isTTY ? process.stdout.columns : undefined
}
