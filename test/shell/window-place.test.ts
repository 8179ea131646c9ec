import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import fc from 'fast-check'
import { describe, expect, it, onTestFinished } from 'vitest'
import { readPlace, writePlace } from '../../src-main/shell/place-file.ts'
import { boundsOn, parsePlace, smallestSize } from '../../src-main/shell/window-place.ts'

const left = { x: 0, y: 25, width: 1920, height: 1055 }
const right = { x: 1920, y: 0, width: 2560, height: 1440 }
const place = (x: number, y: number, width: number, height: number) => ({
  bounds: { x, y, width, height },
  isMaximized: false,
})

describe('where the window opens', () => {
  it('is the middle of the first display, the first time', () => {
    expect(boundsOn([left, right], undefined)).toEqual({ x: 320, y: 153, width: 1280, height: 800 })
  })

  it('is where it was', () => {
    expect(boundsOn([left, right], place(2000, 100, 1000, 700))).toEqual({ x: 2000, y: 100, width: 1000, height: 700 })
  })

  it('is moved wholly onto the display that showed most of it', () => {
    expect(boundsOn([left, right], place(1800, -50, 1000, 700))).toEqual({ x: 1920, y: 0, width: 1000, height: 700 })
  })

  it('is the middle of the first display when its own display is gone, in its old size', () => {
    expect(boundsOn([left], place(3000, 200, 1000, 700))).toEqual({ x: 460, y: 203, width: 1000, height: 700 })
  })

  it('always lies on a display, never below the smallest size', () => {
    const number = fc.integer({ min: -5_000, max: 5_000 })
    fc.assert(
      fc.property(number, number, number, number, (x, y, width, height) => {
        const bounds = boundsOn([left, right], place(x, y, width, height))
        expect(bounds.width).toBeGreaterThanOrEqual(smallestSize.width)
        expect(bounds.height).toBeGreaterThanOrEqual(smallestSize.height)
        const isOn = [left, right].some(
          (area) =>
            bounds.x >= area.x &&
            bounds.y >= area.y &&
            bounds.x + bounds.width <= area.x + area.width &&
            bounds.y + bounds.height <= area.y + area.height,
        )
        expect(isOn).toBe(true)
      }),
    )
  })
})

describe('the place that is remembered', () => {
  it('comes back from its file', () => {
    const folder = mkdtempSync(path.join(os.tmpdir(), 'forkyard-place-'))
    onTestFinished(() => {
      rmSync(folder, { recursive: true })
    })
    const file = path.join(folder, 'window.json')
    expect(readPlace(file)).toBeUndefined()
    const remembered = { ...place(1, 2, 800, 600), isMaximized: true }
    writePlace(file, remembered)
    expect(readPlace(file)).toEqual(remembered)
    expect(readdirSync(folder)).toEqual(['window.json'])
    writeFileSync(file, '{"bounds":')
    expect(readPlace(file)).toBeUndefined()
  })

  it.each(['', 'null', '[]', '{"bounds":{}}', '{"bounds":{"x":0,"y":0,"width":1e99,"height":1},"isMaximized":false}'])(
    'is not read from %j',
    (text) => {
      expect(parsePlace(text)).toBeUndefined()
    },
  )
})
