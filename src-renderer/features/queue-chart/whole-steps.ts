/** Steps of the vertical axis: whole runs only. */
export const wholeSteps = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000, 20_000, 50_000, 100_000]
const lowestTop = 4

/** The top of the axis: a little above the highest value, at a whole step. */
export function topOf(highest: number): number {
  const step = wholeSteps.find((candidate) => candidate * 5 >= highest) ?? 100_000
  return Math.max(lowestTop, Math.ceil((highest * 1.05) / step) * step)
}
