import * as v from 'valibot'
import type { Rectangle } from 'electron'

/** Where a window was: its normal bounds, and whether it filled the display. */
export interface WindowPlace {
  bounds: Rectangle
  isMaximized: boolean
}

export const smallestSize = { width: 720, height: 480 }
const firstSize = { width: 1280, height: 800 }

const pixels = v.pipe(v.number(), v.integer(), v.minValue(-1_000_000), v.maxValue(1_000_000))
const placeSchema = v.object({
  bounds: v.object({ x: pixels, y: pixels, width: pixels, height: pixels }),
  isMaximized: v.boolean(),
})

/** Undefined for anything that is not a place, as an old or a damaged file. */
export function parsePlace(text: string): WindowPlace | undefined {
  try {
    const result = v.safeParse(placeSchema, JSON.parse(text))
    return result.success ? result.output : undefined
  } catch {
    return undefined
  }
}

/**
 * Bounds that lie wholly on one display, whatever displays are there now: the one that shows most of the remembered
 * window, else the first. At least the smallest size, at most the display's work area.
 * @param workAreas one for each display, the primary display's first; at least one
 */
export function boundsOn(workAreas: readonly [Rectangle, ...Rectangle[]], place: WindowPlace | undefined): Rectangle {
  const [primary] = workAreas
  const remembered = place?.bounds
  const area = remembered ? mostCovering(workAreas, remembered) : undefined
  const size = remembered ?? firstSize
  const home = area ?? primary
  const width = between(smallestSize.width, size.width, home.width)
  const height = between(smallestSize.height, size.height, home.height)
  const wanted =
    area && remembered
      ? { x: remembered.x, y: remembered.y }
      : { x: home.x + Math.round((home.width - width) / 2), y: home.y + Math.round((home.height - height) / 2) }
  return {
    x: between(home.x, wanted.x, home.x + Math.max(0, home.width - width)),
    y: between(home.y, wanted.y, home.y + Math.max(0, home.height - height)),
    width,
    height,
  }
}

function mostCovering(areas: readonly Rectangle[], bounds: Rectangle): Rectangle | undefined {
  let best: Rectangle | undefined
  let largest = 0
  for (const area of areas) {
    const shared =
      overlap(area.x, area.width, bounds.x, bounds.width) * overlap(area.y, area.height, bounds.y, bounds.height)
    if (shared > largest) [best, largest] = [area, shared]
  }
  return best
}

function overlap(start: number, length: number, otherStart: number, otherLength: number): number {
  return Math.max(0, Math.min(start + length, otherStart + otherLength) - Math.max(start, otherStart))
}

/** On a display smaller than the smallest size, the smallest size wins. */
function between(lowest: number, value: number, highest: number): number {
  return Math.max(lowest, Math.min(value, highest))
}
