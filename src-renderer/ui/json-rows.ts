import type { Json } from '../../src-main/contract/json.ts'

/** One line of a tree of JSON. */
export interface JsonRow {
  /** Names its place: what was opened stays open. */
  path: string
  /** 1 for the whole. */
  level: number
  /** Name or number within what it is in; `0 … 99` for a part of a long one. Undefined for the whole. */
  label: string | undefined
  kind: 'object' | 'list' | 'part' | 'text' | 'number' | 'boolean' | 'null'
  /** As it is shown: a scalar as JSON, else how many entries it has. */
  text: string
  /** Entries; undefined for a scalar. */
  count?: number
  isOpen?: boolean
}

/** Entries of one list or object that are shown in a row; longer ones are shown in parts of this many. */
const partLength = 100
/** Code units of a text within a tree. */
const textLength = 500
/** Rows that are shown at first, if opening what is small gives no more. */
const firstRows = 40

/** Entries of a list or an object, from `from` to before `to`: looked up one by one, as few of many are shown. */
interface Branch {
  path: string
  level: number
  from: number
  to: number
  entry: (at: number) => readonly [string, Json]
}

/** The rows in sight: those under what is open, which alone is gone into. */
export function jsonRows(value: Json, open: ReadonlySet<string>): JsonRow[] {
  const rows: JsonRow[] = []
  addRows(rows, { path: '', level: 1, label: undefined, value }, open)
  return rows
}

/** What is open at first: the whole, and level by level what leaves it short. */
export function openAtFirst(value: Json): Set<string> {
  const open = new Set([''])
  for (let size = 0; size < open.size;) {
    size = open.size
    const rows = jsonRows(value, open)
    let left = firstRows - rows.length
    for (const { path, kind, isOpen, count = 0 } of rows) {
      const more = Math.ceil(count / partSize(count))
      if (isOpen !== false || count === 0 || kind === 'part' || more > left) continue
      open.add(path)
      left -= more
    }
  }
  return open
}

/** Entries in each row of so many. */
function partSize(count: number): number {
  return count <= partLength ? 1 : partLength ** Math.ceil(Math.log(count) / Math.log(partLength) - 1)
}

function addRows(
  rows: JsonRow[],
  { path, level, label, value }: { path: string; level: number; label: string | undefined; value: Json },
  open: ReadonlySet<string>,
): void {
  if (typeof value !== 'object' || value === null) {
    rows.push({ path, level, label, kind: scalarKind(value), text: scalarText(value) })
    return
  }
  const isOpen = open.has(path)
  const names = Array.isArray(value) ? undefined : Object.keys(value)
  const count = names?.length ?? (value as Json[]).length
  rows.push({ path, level, label, kind: names ? 'object' : 'list', text: String(count), count, isOpen })
  if (isOpen) addEntries(rows, { path, level: level + 1, from: 0, to: count, entry: entriesOf(value, names) }, open)
}

function addEntries(rows: JsonRow[], branch: Branch, open: ReadonlySet<string>): void {
  const { path, level, from, to, entry } = branch
  const length = partSize(to - from)
  for (let at = from; at < to; at += length) {
    if (length === 1) {
      const [name, value] = entry(at)
      addRows(rows, { path: `${path}/${escaped(name)}`, level, label: name, value }, open)
      continue
    }
    const end = Math.min(to, at + length)
    const place = `${path}#${at}+${length}`
    const isOpen = open.has(place)
    const count = end - at
    rows.push({ path: place, level, label: `${at} … ${end - 1}`, kind: 'part', text: String(count), count, isOpen })
    if (isOpen) addEntries(rows, { ...branch, path: place, level: level + 1, from: at, to: end }, open)
  }
}

function entriesOf(value: Json[] | Record<string, Json>, names: readonly string[] | undefined): Branch['entry'] {
  const values = value as Record<string, Json>
  return (at) => {
    const name = names?.[at] ?? String(at)
    return [name, values[name] ?? null]
  }
}

/** So that no two places have one path. */
function escaped(name: string): string {
  return name.replaceAll(/[/#~]/g, (character) => `~${character.charCodeAt(0)};`)
}

function scalarKind(value: string | number | boolean | null): JsonRow['kind'] {
  if (value === null) return 'null'
  return typeof value === 'string' ? 'text' : typeof value === 'number' ? 'number' : 'boolean'
}

function scalarText(value: string | number | boolean | null): string {
  const text = JSON.stringify(typeof value === 'string' ? value.slice(0, textLength) : value)
  return typeof value === 'string' && value.length > textLength ? `${text.slice(0, -1)}…` : text
}
