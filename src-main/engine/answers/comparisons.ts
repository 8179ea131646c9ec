import { success } from '../../contract/answer.ts'
import type { Answers, Parts } from './parts.ts'

/** Requests about what calling a function in several ways costs. */
export function comparisonAnswers({
  comparisons,
  known,
}: Parts): Pick<Answers, 'startComparison' | 'readComparison' | 'stopComparison' | 'writeSampleModule'> {
  return {
    startComparison: async (wish) => {
      await known
      return comparisons.start(wish)
    },
    readComparison: ({ comparisonId, after, wait }) => comparisons.read(comparisonId, after, wait ?? 0),
    stopComparison: ({ comparisonId }) => comparisons.stop(comparisonId),
    writeSampleModule: async () => success({ module: await comparisons.writeSample() }),
  }
}
