import uPlot from 'uplot'
import { type AxisColours, countAxis, timeAxis } from '../../ui/chart-axes.ts'
import { topOf } from '../../ui/whole-steps.ts'

/** Colours of the theme, read again when it changes. */
export interface ChartColours extends AxisColours {
  depth: string
  running: string
}

export function chartOptions(
  size: { width: number; height: number },
  colours: () => ChartColours,
  onHover: (index: number | undefined) => void,
): uPlot.Options {
  const stepped = uPlot.paths.stepped?.({ align: 1 })
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
    axes: [timeAxis(colours), countAxis(colours)],
    series: [{}, series(() => colours().depth, 1.25), series(() => colours().running, 1.5)],
  }
}
