import type { RowSource } from './dense-table.ts'

/** Which rows are chosen. `cursor` is where the keyboard stands, `anchor` where a range began. */
export interface Selection {
  keys: ReadonlySet<string>
  cursor?: string | undefined
  anchor?: string | undefined
}

type Rows = Pick<RowSource<unknown>, 'length' | 'indexOf'> & { at(index: number): { key: string } | undefined }

export const nothingSelected: Selection = { keys: new Set() }

/** This row alone. */
export function selectOnly(key: string): Selection {
  return { keys: new Set([key]), cursor: key, anchor: key }
}

/** In or out, leaving the others. */
export function toggleSelected(selection: Selection, key: string): Selection {
  const keys = new Set(selection.keys)
  if (!keys.delete(key)) keys.add(key)
  return { keys, cursor: key, anchor: key }
}

/** The rows from the anchor to this one, instead of what was selected. Rows that are not loaded are left out. */
export function selectTo(selection: Selection, rows: Rows, key: string): Selection {
  const anchor = selection.anchor !== undefined && rows.indexOf(selection.anchor) >= 0 ? selection.anchor : key
  const ends = [rows.indexOf(anchor), rows.indexOf(key)]
  return { keys: keysBetween(rows, Math.min(...ends), Math.max(...ends)), cursor: key, anchor }
}

export function selectAll(selection: Selection, rows: Rows): Selection {
  return { ...selection, keys: keysBetween(rows, 0, rows.length - 1) }
}

/** The keyboard moves on without selecting. */
export function moveCursor(selection: Selection, key: string): Selection {
  return { ...selection, cursor: key }
}

/** Forgets rows that are gone. The same object if all are there still. */
export function keepPresent(selection: Selection, isPresent: (key: string) => boolean): Selection {
  const isWhole = [...selection.keys].every(isPresent)
  const kept = (key: string | undefined) => (key !== undefined && isPresent(key) ? key : undefined)
  const cursor = kept(selection.cursor)
  const anchor = kept(selection.anchor)
  if (isWhole && cursor === selection.cursor && anchor === selection.anchor) return selection
  return { keys: new Set([...selection.keys].filter(isPresent)), cursor, anchor }
}

function keysBetween(rows: Rows, first: number, last: number): Set<string> {
  const keys = new Set<string>()
  for (let index = first; index <= last; index += 1) {
    const row = rows.at(index)
    if (row) keys.add(row.key)
  }
  return keys
}
