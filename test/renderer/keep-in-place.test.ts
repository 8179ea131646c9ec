import { describe, expect, it } from 'vitest'
import { flatRows, listSource } from '../../src-renderer/ui/dense-table.ts'
import { placesMoved } from '../../src-renderer/ui/keep-in-place.ts'

const source = (keys: string) => listSource(flatRows([...keys], (key) => key))

describe('rows in sight', () => {
  it('moved by as many places as rows came above them, or went', () => {
    expect(placesMoved(source('abcdef'), source('xyabcdef'), 2, 3)).toBe(2)
    expect(placesMoved(source('abcdef'), source('bcdef'), 2, 3)).toBe(-1)
    expect(placesMoved(source('abcdef'), source('abcdefgh'), 2, 3)).toBe(0)
  })

  it('are told by the first that is still there', () => {
    expect(placesMoved(source('abcdef'), source('xabef'), 2, 3)).toBe(-1)
    expect(placesMoved(source('abcdef'), source('xyz'), 2, 3)).toBe(0)
  })

  it('may have holes where nothing is held', () => {
    const holes = { length: 9, at: () => undefined, indexOf: () => -1 }
    expect(placesMoved(holes, source('abc'), 2, 3)).toBe(0)
  })
})
