/** Steps of a vertical axis that counts: whole numbers only. */
export const wholeSteps = [1, 10, 100, 1_000, 10_000, 100_000, 1_000_000, 10_000_000].flatMap((step) => [
  step,
  2 * step,
  5 * step,
])
const highestStep = 50_000_000
const lowestTop = 4

/** The top of the axis: a little above the highest value, at a whole step. */
export function topOf(highest: number): number {
  const step = wholeSteps.find((candidate) => candidate * 5 >= highest) ?? highestStep
  return Math.max(lowestTop, Math.ceil((highest * 1.05) / step) * step)
}
