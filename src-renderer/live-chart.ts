import 'uplot/dist/uPlot.min.css'
import { useResizeObserver } from '@vueuse/core'
import uPlot from 'uplot'
import { type ShallowRef, onBeforeUnmount, onMounted, watch } from 'vue'
import { isDark } from './theme-mode.ts'

export interface LiveChart {
  box: Readonly<ShallowRef<HTMLElement | null>>
  /** Once it is mounted, after `readColours`. */
  makeOptions(size: { width: number; height: number }): uPlot.Options
  /** Before the first draw, and after each change of the theme: uPlot asks for colours at every draw. */
  readColours(): void
  draw(plot: uPlot): void
}

/** A chart as large as its box, from mount to unmount. Returns what draws it: once a frame at most, and not at all while nobody sees it. */
export function useLiveChart({ box, makeOptions, readColours, draw }: LiveChart): () => void {
  let plot: uPlot | undefined
  let frame = 0
  const drawNow = (): void => {
    frame = 0
    if (plot) draw(plot)
  }
  useResizeObserver(box, ([entry]) => {
    if (entry && plot) plot.setSize({ width: entry.contentRect.width, height: entry.contentRect.height })
  })
  onMounted(() => {
    if (!box.value) return
    readColours()
    const options = makeOptions({ width: box.value.clientWidth, height: box.value.clientHeight })
    plot = new uPlot(options, options.series.map(() => []) as unknown as uPlot.AlignedData, box.value)
    drawNow()
  })
  onBeforeUnmount(() => {
    cancelAnimationFrame(frame)
    plot?.destroy()
  })
  watch(
    isDark,
    () => {
      readColours()
      plot?.redraw()
    },
    { flush: 'post' },
  )
  return () => {
    if (frame === 0) frame = requestAnimationFrame(drawNow)
  }
}
