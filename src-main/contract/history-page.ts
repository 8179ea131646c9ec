import type { EndedRun } from './run.ts'

/** Some of the ended runs, latest end first. */
export interface HistoryPage {
  runs: EndedRun[]
  /** What `before` is for the next page; undefined where this was the last. */
  next?: number
  /** How many match altogether; undefined where only reading them all would tell (a search for text). */
  total?: number
  /** Runs that ended a moment ago cannot be found by their words yet: asked again a second later, they are. */
  isIncomplete?: true
}
