import uPlot from 'uplot'
import { type AxisColours, countAxis, timeAxis } from '../../ui/chart-axes.ts'
import { topOf } from '../../ui/whole-steps.ts'

export interface DepthChartColours extends AxisColours {
  depth: string
  puts: string
  gets: string
  capacity: string
}

// eslint-disable-next-line @typescript-eslint/no-unsafe-enum-assignment -- a const enum, which has no value to import
const rightSide: uPlot.Axis.Side = 1

/** Depth and capacity on the left scale, what goes through in a second on the right one. */
export function depthChartOptions(
  size: { width: number; height: number },
  colours: () => DepthChartColours,
  words: { messages: string; perSecond: string },
  onHover: (index: number | undefined) => void,
): uPlot.Options {
  const stepped = uPlot.paths.stepped?.({ align: -1 })
  const base: uPlot.Series = { points: { show: false }, ...(stepped && { paths: stepped }) }
  const range: uPlot.Scale.Range = (_plot, _lowest, highest) => [0, topOf(highest)]
  const axisLabel = { labelSize: 16, labelGap: 0, labelFont: '11px "Inter Variable", system-ui' }
  const count = { ...countAxis(colours), space: 26 }
  return {
    ...size,
    padding: [8, 0, 0, 0],
    legend: { show: false },
    cursor: { y: false, points: { size: 6 }, drag: { x: false, y: false } },
    hooks: { setCursor: [(plot) => onHover(plot.cursor.idx ?? undefined)] },
    scales: { x: { time: true, auto: false }, messages: { range }, rate: { range } },
    axes: [
      timeAxis(colours),
      { ...count, ...axisLabel, scale: 'messages', label: words.messages },
      { ...count, ...axisLabel, scale: 'rate', side: rightSide, grid: { show: false }, label: words.perSecond },
    ],
    series: [
      {},
      {
        ...base,
        scale: 'messages',
        stroke: () => colours().depth,
        fill: () => `${colours().depth}30`,
        width: 1.25,
      },
      { ...base, scale: 'messages', stroke: () => colours().capacity, width: 1, dash: [2, 3] },
      { ...base, scale: 'rate', stroke: () => colours().puts, width: 1.5 },
      { ...base, scale: 'rate', stroke: () => colours().gets, width: 1.5, dash: [5, 3] },
    ],
  }
}
