import { type Ref, nextTick, watch } from 'vue'
import type { RowSource, SortOrder } from './dense-table.ts'
import { unawaited } from '../unawaited.ts'

interface Table<Row> {
  rows: RowSource<Row>
  sort?: SortOrder | undefined
  isAnchored?: boolean
}

/** Rows that come and go above those in sight do not move these, unless the first of all is in sight. Heights in pixels. */
export function keepInPlace<Row>(
  scroller: Readonly<Ref<HTMLElement | null>>,
  rowHeight: number,
  table: Readonly<Table<Row>>,
): void {
  watch([() => table.rows, () => table.sort], ([after, order], [before, orderBefore]) => {
    const element = scroller.value
    if (!element || !table.isAnchored || element.scrollTop <= 0 || order !== orderBefore) return
    const { scrollTop, clientHeight } = element
    const moved = placesMoved(before, after, Math.floor(scrollTop / rowHeight), Math.ceil(clientHeight / rowHeight))
    // Once the table is as high as its rows.
    if (moved !== 0) unawaited(nextTick(() => element.scrollTo({ top: scrollTop + moved * rowHeight })))
  })
}

/** How far down the first of `count` rows from `first` on went that is still there; 0 where none is. */
export function placesMoved<Row>(before: RowSource<Row>, after: RowSource<Row>, first: number, count: number): number {
  for (let index = first; index < first + count; index++) {
    const key = before.at(index)?.key
    const place = key === undefined ? -1 : after.indexOf(key)
    if (place >= 0) return place - index
  }
  return 0
}
