/** What DenseTable.vue is given, and the words between it and its owner. */

export interface DenseColumn {
  /** Also the name of the slot of its cells: `#cell-pid`. */
  id: string
  /** With its unit: `CPU %`. */
  label: string
  /** A CSS grid track: `64px`, `minmax(120px, 1fr)`. */
  width: string
  /** Numbers stand at the end. */
  align?: 'end'
  /** The direction that the first click sorts in; absent: cannot be sorted by. */
  sort?: 'ascending' | 'descending'
  /** What one should know of the whole column, in the title's tooltip. */
  hint?: string
  /** Indented by level, with the arrow that opens and closes; makes the table a treegrid. */
  isTree?: boolean
  /** Hidden where the table is narrower than this many pixels. */
  hideBelow?: number
}

/** One row as the table shows it. */
export interface DenseRow<Row> {
  /** Names the row for as long as it exists. */
  key: string
  row: Row
  /** A cell is drawn again when `row` is another object or this has changed: raw rows count it up. */
  version: number
  /** 1 for the outermost. */
  level: number
  parentKey?: string
  /** Absent: nothing is under it. */
  isExpanded?: boolean
}

/** Rows in the order shown. A long list may have holes where it is not loaded: those are drawn as empty rows. */
export interface RowSource<Row> {
  readonly length: number
  at(index: number): DenseRow<Row> | undefined
  /** -1 where it is not among the rows, or not loaded. */
  indexOf(key: string): number
}

export interface SortOrder {
  column: string
  isDescending: boolean
}

/** A source over a whole list. */
export function listSource<Row>(rows: readonly DenseRow<Row>[]): RowSource<Row> {
  let indexes: Map<string, number> | undefined
  return {
    length: rows.length,
    at: (index) => rows[index],
    indexOf(key) {
      indexes ??= new Map(rows.map((row, index) => [row.key, index]))
      return indexes.get(key) ?? -1
    },
  }
}

/** Rows without a tree. */
export function flatRows<Row>(
  rows: readonly Row[],
  keyOf: (row: Row) => string,
  versionOf: (row: Row) => number = () => 0,
): DenseRow<Row>[] {
  return rows.map((row) => ({ key: keyOf(row), row, version: versionOf(row), level: 1 }))
}
