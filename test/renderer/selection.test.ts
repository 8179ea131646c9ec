import { describe, expect, it } from 'vitest'
import { listSource } from '../../src-renderer/ui/dense-table.ts'
import { type Key, nextStep } from '../../src-renderer/ui/dense-keys.ts'
import {
  keepPresent,
  moveCursor,
  nothingSelected,
  selectAll,
  selectOnly,
  selectTo,
  toggleSelected,
} from '../../src-renderer/ui/selection.ts'

const rows = listSource(['a', 'b', 'c', 'd', 'e'].map((key) => ({ key, row: key, version: 0, level: 1 })))

describe('the selection', () => {
  it('goes from the anchor to the row, up and down, and the anchor stays', () => {
    const down = selectTo(selectOnly('b'), rows, 'd')
    expect([...down.keys]).toEqual(['b', 'c', 'd'])
    const up = selectTo(down, rows, 'a')
    expect([...up.keys]).toEqual(['a', 'b'])
    expect([up.anchor, up.cursor]).toEqual(['b', 'a'])
  })

  it('is the row alone where the anchor is gone', () => {
    expect([...selectTo({ ...nothingSelected, anchor: 'gone' }, rows, 'c').keys]).toEqual(['c'])
  })

  it('takes rows in and out one by one', () => {
    const two = toggleSelected(selectOnly('a'), 'c')
    expect([...two.keys]).toEqual(['a', 'c'])
    expect([...toggleSelected(two, 'a').keys]).toEqual(['c'])
  })

  it('takes all rows that are loaded and leaves the cursor', () => {
    const holes = {
      length: 3,
      indexOf: () => -1,
      at: (index: number) => (index === 1 ? undefined : { key: String(index) }),
    }
    const all = selectAll(moveCursor(nothingSelected, '0'), holes)
    expect([...all.keys]).toEqual(['0', '2'])
    expect(all.cursor).toBe('0')
  })

  it('forgets rows that are gone, and is the same object if none is', () => {
    const selection = selectTo(selectOnly('a'), rows, 'c')
    expect(keepPresent(selection, () => true)).toBe(selection)
    const kept = keepPresent(selection, (key) => key !== 'c')
    expect([...kept.keys]).toEqual(['a', 'b'])
    expect([kept.cursor, kept.anchor]).toEqual([undefined, 'a'])
  })
})

describe('the keys of a table', () => {
  const press = (key: string, place: Partial<Parameters<typeof nextStep>[1]> = {}, more: Partial<Key> = {}) =>
    nextStep(
      { key, shiftKey: false, ctrlKey: false, metaKey: false, altKey: false, ...more },
      { at: 2, lastIndex: 2, count: 5, pageRows: 10, entry: {}, ...place },
    )

  it('moves within the rows and stops at the ends', () => {
    expect(press('ArrowDown')).toEqual({ kind: 'move', index: 3 })
    expect(press('ArrowDown', { at: 4 })).toEqual({ kind: 'move', index: 4 })
    expect(press('ArrowUp', { at: 0 })).toEqual({ kind: 'move', index: 0 })
    expect(press('PageDown')).toEqual({ kind: 'move', index: 4 })
    expect(press('End')).toEqual({ kind: 'move', index: 4 })
  })

  it('goes on from the place of a row that is gone', () => {
    expect(press('ArrowDown', { at: -1, lastIndex: 3 })).toEqual({ kind: 'move', index: 3 })
    expect(press('ArrowDown', { at: -1, lastIndex: 9 })).toEqual({ kind: 'move', index: 4 })
  })

  it('opens and closes rows with right and left, and goes to the parent', () => {
    expect(press('ArrowRight', { entry: { isExpanded: false } })).toEqual({ kind: 'expand' })
    expect(press('ArrowRight', { entry: { isExpanded: true } })).toEqual({ kind: 'move', index: 3 })
    expect(press('ArrowLeft', { entry: { isExpanded: true } })).toEqual({ kind: 'expand' })
    expect(press('ArrowLeft', { entry: { parentKey: 'a' } })).toEqual({ kind: 'toParent', key: 'a' })
  })

  it('leaves keys alone that are not its own', () => {
    expect(press('a')).toBeUndefined()
    expect(press('F10')).toBeUndefined()
    expect(press('ArrowDown', {}, { altKey: true })).toBeUndefined()
    expect(press('Home', { count: 0 })).toBeUndefined()
  })
})
