import uPlot from 'uplot'
import { formatTime } from '../../ui/format.ts'
import { topOf, wholeSteps } from './whole-steps.ts'

/** Colours of the theme, read anew when it changes. */
export interface ChartColours {
  depth: string
  running: string
  grid: string
  text: string
}

const compact = new Intl.NumberFormat('en', { notation: 'compact', maximumFractionDigits: 1 })

/** CSS pixels: half of a time's width. At the chart's ends a time would be cut, or meet the other axis. */
const timeReach = 24

function hasRoom(plot: uPlot, second: number): boolean {
  const place = plot.valToPos(second, 'x')
  return place > timeReach && place < plot.bbox.width / devicePixelRatio - timeReach + 8
}

export function chartOptions(
  size: { width: number; height: number },
  colours: () => ChartColours,
  onHover: (index: number | undefined) => void,
): uPlot.Options {
  const stepped = uPlot.paths.stepped?.({ align: 1 })
  const axis: uPlot.Axis = {
    stroke: () => colours().text,
    font: '11px "Inter Variable", system-ui',
    ticks: { show: false },
    grid: { stroke: () => colours().grid, width: 1 },
  }
  const series = (colour: () => string, width: number): uPlot.Series => ({
    stroke: colour,
    fill: () => `${colour()}24`,
    width,
    points: { show: false },
    ...(stepped && { paths: stepped }),
  })
  return {
    ...size,
    padding: [6, 10, 0, 0],
    legend: { show: false },
    cursor: { y: false, points: { size: 6 }, drag: { x: false, y: false } },
    hooks: { setCursor: [(plot) => onHover(plot.cursor.idx ?? undefined)] },
    scales: { x: { time: true, auto: false }, y: { range: (_plot, _lowest, highest) => [0, topOf(highest)] } },
    axes: [
      {
        ...axis,
        size: 20,
        gap: 3,
        space: 90,
        grid: { show: false },
        values: (plot, at) => at.map((second) => (hasRoom(plot, second) ? formatTime(second * 1_000) : '')),
      },
      {
        ...axis,
        size: 40,
        gap: 5,
        space: 20,
        incrs: wholeSteps,
        values: (_plot, values) => values.map((value) => compact.format(value)),
      },
    ],
    series: [{}, series(() => colours().depth, 1.25), series(() => colours().running, 1.5)],
  }
}
