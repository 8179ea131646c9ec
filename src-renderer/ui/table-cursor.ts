import { type ComputedRef, type Ref, computed, watch } from 'vue'
import { nextStep } from './dense-keys.ts'
import type { DenseRow, RowSource } from './dense-table.ts'
import { type Selection, moveCursor, selectAll, selectOnly, selectTo, toggleSelected } from './selection.ts'

/** The table that a cursor moves in. */
export interface CursorTable<Row> {
  grid: Readonly<Ref<HTMLElement | null>>
  /** Of the rows that are drawn now. */
  drawnKeys: () => readonly (string | undefined)[]
  /** How many rows a Page key goes over. */
  rowsInSight: () => number
  scrollTo: (index: number) => void
  open: (row: DenseRow<Row>) => void
  toggle: (row: DenseRow<Row>) => void
}

export interface TableCursor<Row> {
  /** The element's id of the row with this key. */
  rowId: (key: string) => string
  /** For `aria-activedescendant`: the focus stays on the grid, which names the row at the cursor while that row is drawn. */
  activeRow: ComputedRef<string | undefined>
  choose: (entry: DenseRow<Row>, event: MouseEvent | KeyboardEvent) => void
  onKeydown: (event: KeyboardEvent) => void
  onFocus: () => void
  onContextMenu: (event: MouseEvent) => void
}

/** The cursor of a table with one focus stop, and how mouse, keys and menu move it and select. */
export function useTableCursor<Row>(
  props: Readonly<{ label: string; rows: RowSource<Row> }>,
  selection: Ref<Selection>,
  table: CursorTable<Row>,
): TableCursor<Row> {
  const id = `table-${props.label.replaceAll(/\W+/g, '-').toLowerCase()}`
  const rowId = (key: string) => `${id}-${key}`
  const activeRow = computed(() => {
    const { cursor } = selection.value
    return cursor !== undefined && table.drawnKeys().includes(cursor) ? rowId(cursor) : undefined
  })
  // Where the cursor was: if its row goes, the keyboard goes on from there.
  let lastIndex = 0
  function cursorIndex(): number {
    const found = selection.value.cursor === undefined ? -1 : props.rows.indexOf(selection.value.cursor)
    if (found >= 0) lastIndex = found
    return found
  }
  watch(() => props.rows, cursorIndex)

  function choose(entry: DenseRow<Row>, event: MouseEvent | KeyboardEvent): void {
    const isAdding = event.ctrlKey || event.metaKey
    if (event.shiftKey) selection.value = selectTo(selection.value, props.rows, entry.key)
    else if (isAdding && event instanceof MouseEvent) selection.value = toggleSelected(selection.value, entry.key)
    else if (isAdding) selection.value = moveCursor(selection.value, entry.key)
    else selection.value = selectOnly(entry.key)
  }

  function moveTo(index: number, event: KeyboardEvent): void {
    const target = Math.max(0, Math.min(props.rows.length - 1, index))
    const entry = props.rows.at(target)
    lastIndex = target
    table.scrollTo(target)
    if (entry) choose(entry, event)
  }

  function onKeydown(event: KeyboardEvent): void {
    const at = cursorIndex()
    const entry = at < 0 ? undefined : props.rows.at(at)
    const pageRows = table.rowsInSight()
    const step = nextStep(event, { at, lastIndex, count: props.rows.length, pageRows, entry })
    if (!step) return
    event.preventDefault()
    switch (step.kind) {
      case 'move':
        moveTo(step.index, event)
        break
      case 'toParent':
        moveTo(props.rows.indexOf(step.key), event)
        break
      case 'expand':
        if (entry) table.toggle(entry)
        break
      case 'open':
        if (entry) table.open(entry)
        break
      case 'toggleSelected':
        if (entry) selection.value = toggleSelected(selection.value, entry.key)
        break
      case 'selectAll':
        selection.value = selectAll(selection.value, props.rows)
        break
      case 'selectNothing':
        selection.value = { ...selection.value, keys: new Set() }
        break
      case 'menu':
        openMenu()
        break
    }
  }

  // A table that the keyboard enters shows where it stands.
  function onFocus(): void {
    const first = props.rows.at(0)
    if (cursorIndex() < 0 && first && table.grid.value?.matches(':focus-visible'))
      selection.value = moveCursor(selection.value, first.key)
  }

  // Focus is on the grid, so the browser would open the menu at the grid's corner.
  function openMenu(): void {
    const element = activeRow.value === undefined ? null : document.getElementById(activeRow.value)
    if (!element) return
    const { left, bottom } = element.getBoundingClientRect()
    element.dispatchEvent(
      new PointerEvent('contextmenu', { bubbles: true, cancelable: true, clientX: left + 96, clientY: bottom - 4 }),
    )
  }

  function onContextMenu(event: MouseEvent): void {
    const row = event.target instanceof Element ? event.target.closest<HTMLElement>('[data-key]') : null
    const key = row?.dataset.key
    if (key === undefined) {
      // Header or empty space: no menu of rows there, nor the browser's.
      event.stopPropagation()
      event.preventDefault()
    } else if (!selection.value.keys.has(key)) selection.value = selectOnly(key)
    else selection.value = moveCursor(selection.value, key)
  }

  return { rowId, activeRow, choose, onKeydown, onFocus, onContextMenu }
}
