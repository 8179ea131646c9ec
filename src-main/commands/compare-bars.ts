import type { CallReport, WayReport } from '../contract/compare.ts'
import { describeTime } from './texts.ts'

/** Lines of bars that a way has at most. */
const mostLines = 16
const labelWidth = 14
const narrowest = 20

const marks = { startUp: '─', threw: '×', calls: ['█', '▓'] } as const

/** Each slot's calls on one time axis, which all ways share. @param columns that a line may take */
export function layOutBars(ways: readonly WayReport[], columns: number): string {
  const measured = ways.filter((report) => report.kind === 'measured')
  if (measured.length === 0) return ''
  const longest = Math.max(0, ...measured.map(({ startUp, wall }) => startUp + wall))
  const width = Math.max(narrowest, columns - labelWidth)
  const scale = longest === 0 ? 0 : width / longest
  const lines = measured.flatMap(({ way, slots, startUp, calls }) => {
    const shown = Math.min(slots, mostLines)
    const bars = Array.from({ length: shown }, (_, slot) => {
      const label = (slot === 0 ? way : '').padEnd(labelWidth - 4) + String(slot + 1).padStart(2)
      return `${label}  ${line(calls, slot, startUp, scale, width).trimEnd()}`
    })
    return slots > shown ? [...bars, `${' '.repeat(labelWidth)}… and ${slots - shown} more slots`] : bars
  })
  const end = describeTime(longest)
  return [...lines, `${' '.repeat(labelWidth)}0${end.padStart(width - 1)}`, ''].join('\n')
}

/** Calls that follow each other have two shades in turn, so that each can be seen. */
function line(calls: readonly CallReport[], slot: number, startUp: number, scale: number, width: number): string {
  const cells = new Array<string>(width).fill(' ').fill(marks.startUp, 0, Math.round(startUp * scale))
  const bars = calls
    .flatMap(({ bar, error }) => (bar?.slot === slot ? [{ ...bar, threw: error !== undefined }] : []))
    .sort((one, other) => one.begin - other.begin)
  for (const [index, { begin, end, threw }] of bars.entries()) {
    const from = Math.min(width - 1, Math.floor(begin * scale))
    // However short, it is there.
    const to = Math.max(from + 1, Math.round(end * scale))
    cells.fill(threw ? marks.threw : (marks.calls[index % 2] ?? ''), from, to)
  }
  return cells.slice(0, width).join('')
}
