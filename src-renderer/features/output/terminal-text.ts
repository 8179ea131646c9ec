import type { Terminal } from '@xterm/xterm'

/** Rows as lines of text: rows that the width broke are joined, blank ones at the end left out. */
export function textOfRows(terminal: Terminal, first: number, count: number): string {
  const lines: string[] = []
  for (let row = first; row < first + count; row++) {
    const line = terminal.buffer.active.getLine(row)
    if (!line) break
    const next = terminal.buffer.active.getLine(row + 1)
    const text = line.translateToString(!next?.isWrapped)
    lines.push(line.isWrapped ? (lines.pop() ?? '') + text : text)
  }
  return lines.join('\n').trimEnd()
}
