import type { ProcessRow } from './process-rows.ts'

// What the cells of a row show, of a run and of a process alike: with one markup for both kinds of rows, scrolling fills
// elements again and swaps none.

export function nameOf(row: ProcessRow): string {
  return row.kind === 'run' ? row.live.run.name : row.process.name
}

export function pidOf(row: ProcessRow): number | undefined {
  return row.kind === 'run' ? row.live.run.pid : row.process.pid
}

export function commandOf(row: ProcessRow): string {
  return row.kind === 'run' ? row.live.run.command : row.process.command
}

export function stateOf(row: ProcessRow) {
  return row.kind === 'run' ? row.live.run.state : row.process.state
}

/** Undefined for a run before its first sample. */
export function numbersOf(row: ProcessRow) {
  return row.kind === 'run' ? row.live.run.totals : row.process
}

/** A run's numbers are sums where it has several processes, and say so. */
export function isSum({ kind, live }: ProcessRow): boolean {
  return kind === 'run' && (live.run.totals?.processes ?? 0) > 1
}
