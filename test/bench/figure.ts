/** One measured quantity: every value that was taken, and the bound it is held against. */
export interface Figure {
  name: string
  unit: string
  values: number[]
  /** The figure must be at most (or at least) this. */
  bound?: { most: number } | { least: number }
  /** What it was measured on, and against what. */
  note?: string
}

/** What a benchmark file exports: measures, cleans up after itself, and returns its figures. */
export type Benchmark = () => Promise<Figure[]>

export function median(values: number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  const middle = sorted.length >> 1
  return sorted.length % 2 === 1 ? (sorted[middle] ?? NaN) : ((sorted[middle - 1] ?? NaN) + (sorted[middle] ?? NaN)) / 2
}

/** Whether the median keeps its bound; true where there is none. */
export function isKept({ values, bound }: Figure): boolean {
  if (!bound) return true
  return 'most' in bound ? median(values) <= bound.most : median(values) >= bound.least
}

/** Measures two things in turn, A B A B …, and gives the pairs' ratios A/B, so that a drifting machine does not matter. */
export async function inTurn(
  rounds: number,
  a: () => Promise<number>,
  b: () => Promise<number>,
): Promise<{ a: number[]; b: number[]; ratios: number[] }> {
  const result = { a: [] as number[], b: [] as number[], ratios: [] as number[] }
  for (let round = 0; round < rounds; round++) {
    const first = await a()
    const second = await b()
    result.a.push(first)
    result.b.push(second)
    result.ratios.push(first / second)
  }
  return result
}
