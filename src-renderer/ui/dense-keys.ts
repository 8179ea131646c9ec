import type { DenseRow } from './dense-table.ts'

/** What a key does in a table. */
export type Step =
  | { kind: 'move'; index: number }
  | { kind: 'toParent'; key: string }
  | { kind: 'expand' | 'open' | 'toggleSelected' | 'selectAll' | 'selectNothing' | 'menu' }

interface Place {
  /** Index of the cursor's row, -1 without one. */
  at: number
  /** Where the cursor's row was before it went. */
  lastIndex: number
  count: number
  /** Rows that Page Up and Page Down skip. */
  pageRows: number
  entry: Pick<DenseRow<unknown>, 'isExpanded' | 'parentKey'> | undefined
}

/** What is used of a KeyboardEvent. */
export interface Key {
  key: string
  shiftKey: boolean
  ctrlKey: boolean
  metaKey: boolean
  altKey: boolean
}

/** The keys of the ARIA treegrid pattern, with focus on rows. Undefined: not one of the table's keys. */
export function nextStep(key: Key, { at, lastIndex, count, pageRows, entry }: Place): Step | undefined {
  if (count === 0 || key.altKey) return undefined
  // Without a row at the cursor, the next row is the one that took its place.
  const from = at < 0 ? Math.min(lastIndex, count - 1) : at
  const down = at < 0 ? from : at + 1
  switch (key.key) {
    case 'ArrowDown':
      return { kind: 'move', index: Math.min(count - 1, down) }
    case 'ArrowUp':
      return { kind: 'move', index: Math.max(0, from - 1) }
    case 'PageDown':
      return { kind: 'move', index: Math.min(count - 1, from + pageRows) }
    case 'PageUp':
      return { kind: 'move', index: Math.max(0, from - pageRows) }
    case 'Home':
      return { kind: 'move', index: 0 }
    case 'End':
      return { kind: 'move', index: count - 1 }
    case 'ArrowRight':
      if (entry?.isExpanded === false) return { kind: 'expand' }
      return entry?.isExpanded ? { kind: 'move', index: at + 1 } : undefined
    case 'ArrowLeft':
      if (entry?.isExpanded) return { kind: 'expand' }
      return entry?.parentKey === undefined ? undefined : { kind: 'toParent', key: entry.parentKey }
    case 'Enter':
      return { kind: 'open' }
    case ' ':
      return { kind: 'toggleSelected' }
    case 'a':
      return key.ctrlKey || key.metaKey ? { kind: 'selectAll' } : undefined
    case 'Escape':
      return { kind: 'selectNothing' }
    case 'ContextMenu':
      return { kind: 'menu' }
    case 'F10':
      return key.shiftKey ? { kind: 'menu' } : undefined
    default:
      return undefined
  }
}
