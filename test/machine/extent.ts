/** How often a test repeats what it does: a few times in `npm test`, in full by `npm run soak`. */
export const extent = process.env['FORKYARD_TEST_EXTENT'] === 'long' ? 'long' : 'short'

/** @param few Enough to see that it works at all. @param all As often as it takes to meet what is rare. */
export function often({ short, long }: { short: number; long: number }): number {
  return extent === 'long' ? long : short
}
