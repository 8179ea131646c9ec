import { tables } from './migrations/1-tables.ts'
import { answers } from './migrations/2-answers.ts'
import { optionsAttemptsAndPools } from './migrations/3-options-attempts-pools.ts'

/**
 * What makes each version of the database from the one before: the first from an empty file. Never changed once
 * released; a new version is a further entry.
 */
export const migrations: readonly string[] = [tables, answers, optionsAttemptsAndPools]
