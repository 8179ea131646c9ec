import { useVirtualizer } from '@tanstack/vue-virtual'
import { type ComputedRef, type Ref, computed } from 'vue'
import type { DenseRow, RowSource } from './dense-table.ts'

/** Pixels, as dense-table.css has them. */
export const rowHeight = 28
const headHeight = 26

export interface DrawnRow<Row> {
  index: number
  /** Pixels from the top of the first row. */
  start: number
  /** Names the element that shows it. */
  slot: number
  /** Undefined where the row is not loaded. */
  entry: DenseRow<Row> | undefined
}

export interface DrawnRows<Row> {
  drawn: ComputedRef<DrawnRow<Row>[]>
  /** Pixels of all rows together. */
  height: ComputedRef<number>
  /** How many whole rows are in sight, less one: what a Page key goes over. */
  rowsInSight: () => number
  scrollTo: (index: number) => void
}

/** The rows in sight and a few around them, of a list however long. */
export function useDrawnRows<Row>(grid: Readonly<Ref<HTMLElement | null>>, rows: () => RowSource<Row>): DrawnRows<Row> {
  const virtualizer = useVirtualizer(
    computed(() => ({
      count: rows().length,
      getScrollElement: () => grid.value,
      estimateSize: () => rowHeight,
      overscan: 3,
      scrollPaddingStart: headHeight,
    })),
  )
  // As many elements as rows were ever drawn at once: while scrolling each is filled again, none is made or dropped.
  let slotCount = 1
  return {
    drawn: computed(() => {
      const items = virtualizer.value.getVirtualItems()
      slotCount = Math.max(slotCount, items.length)
      return items.map(({ index, start }) => ({ index, start, slot: index % slotCount, entry: rows().at(index) }))
    }),
    height: computed(() => virtualizer.value.getTotalSize()),
    rowsInSight: () => Math.max(1, Math.floor(((grid.value?.clientHeight ?? 0) - headHeight) / rowHeight) - 1),
    scrollTo: (index) => virtualizer.value.scrollToIndex(index, { align: 'auto' }),
  }
}
