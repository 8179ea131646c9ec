// Runs one benchmark in this process and prints its figures as JSON: `node --expose-gc measure.ts NAME`.
import { type Benchmark, isKept, median } from './figure.ts'

/** A figure as it is shown. */
export interface Row {
  name: string
  unit: string
  note: string
  median: string
  min: string
  max: string
  /** How many values were taken. */
  count: number
  bound: string
  isKept: boolean
}

const { default: benchmark } = (await import(`./${process.argv[2] ?? ''}.bench.ts`)) as { default: Benchmark }
const figures = await benchmark()
const round = (value: number): string => value.toFixed(Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 0.1 ? 2 : 3)
console.log(
  JSON.stringify(
    figures.map((figure): Row => ({
      name: figure.name,
      unit: figure.unit,
      note: figure.note ?? '',
      median: round(median(figure.values)),
      min: round(Math.min(...figure.values)),
      max: round(Math.max(...figure.values)),
      count: figure.values.length,
      bound: figure.bound
        ? 'most' in figure.bound
          ? `at most ${String(figure.bound.most)}`
          : `at least ${String(figure.bound.least)}`
        : '',
      isKept: isKept(figure),
    })),
  ),
)
process.exit(0)
