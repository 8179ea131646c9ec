import type uPlot from 'uplot'
import { formatTime } from './format.ts'
import { wholeSteps } from './whole-steps.ts'

/** Asked for at every draw: a change of theme is one redraw, not a new chart. */
export interface AxisColours {
  grid: string
  text: string
}

const font = '11px "Inter Variable", system-ui'
const compact = new Intl.NumberFormat('en', { notation: 'compact', maximumFractionDigits: 1 })

/** CSS pixels: half of a time's width. At the chart's ends a time would be cut, or meet the other axis. */
const timeReach = 24

function hasRoom(plot: uPlot, second: number): boolean {
  const place = plot.valToPos(second, 'x')
  return place > timeReach && place < plot.bbox.width / devicePixelRatio - timeReach + 8
}

/** Times of day below the chart. */
export function timeAxis(colours: () => AxisColours): uPlot.Axis {
  return {
    stroke: () => colours().text,
    font,
    ticks: { show: false },
    grid: { show: false },
    size: 20,
    gap: 3,
    space: 90,
    values: (plot, at) => at.map((second) => (hasRoom(plot, second) ? formatTime(second * 1_000) : '')),
  }
}

/** Whole numbers at the left, with lines across the chart. */
export function countAxis(colours: () => AxisColours): uPlot.Axis {
  return {
    stroke: () => colours().text,
    font,
    ticks: { show: false },
    grid: { stroke: () => colours().grid, width: 1 },
    size: 40,
    gap: 5,
    space: 20,
    incrs: wholeSteps,
    values: (_plot, values) => values.map((value) => compact.format(value)),
  }
}
