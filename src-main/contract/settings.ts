import * as v from 'valibot'
import { fields, wholeNumber } from './schema.ts'

/** What becomes of running commands when a person ends the host. */
export type OnQuit = 'ask' | 'keep' | 'wait' | 'terminate'

/** What a person may change and what outlives the host. */
export interface Settings {
  /** Ended runs that the history keeps; null for all. */
  keptRuns: number | null
  /** Days that the history keeps an ended run; null for ever. */
  keptDays: number | null
  /** Bytes of all logs of ended runs together; beyond, the oldest logs go first. Null for any number. */
  keptLogBytes: number | null
  /** Bytes of one run's log; null for any number. Applies to runs that start from now on. */
  logLimitBytes: number | null
  /** At the limit: the run is stopped, or only the tail of its log is kept (Linux; elsewhere it is stopped). */
  logLimitPolicy: 'stop' | 'keep-tail'
  /** Milliseconds between SIGTERM and SIGKILL. */
  gracePeriod: number
  onQuit: OnQuit
  /** The key of secret variables is kept by the desktop's keyring: headless hosts can then start no run that has secrets. */
  wrapsSecretKey: boolean
  /** `forkyard add` starts a headless host where none runs. */
  startsByItself: boolean
}

const megabyte = 1_000_000

export const defaultSettings: Settings = {
  keptRuns: 100_000,
  keptDays: 90,
  keptLogBytes: 10_000 * megabyte,
  logLimitBytes: 50 * megabyte,
  logLimitPolicy: 'stop',
  gracePeriod: 5_000,
  onQuit: 'ask',
  wrapsSecretKey: false,
  startsByItself: true,
}

/** What each number may be, both ends included. */
export const settingBounds = {
  keptRuns: { min: 0, max: 10_000_000 },
  keptDays: { min: 1, max: 36_500 },
  keptLogBytes: { min: 0, max: 1_000_000 * megabyte },
  logLimitBytes: { min: megabyte / 10, max: 1_000_000 * megabyte },
  gracePeriod: { min: 0, max: 600_000 },
} as const

const bounded = ({ min, max }: { min: number; max: number }) => wholeNumber(min, max)

const keptRuns = v.nullable(bounded(settingBounds.keptRuns))
const keptDays = v.nullable(bounded(settingBounds.keptDays))
const keptLogBytes = v.nullable(bounded(settingBounds.keptLogBytes))

/** The limits of the history, all of them. */
export const historyLimitsSchema = fields({ keptRuns, keptDays, keptLogBytes })

/** What is deleted at once under other limits. */
export interface Deletions {
  /** Ended runs, with their output. */
  runs: number
  /** Ended runs that stay, but lose their output. */
  logs: number
  /** Bytes of that output. */
  logBytes: number
}

/** A change of any of the settings. */
export const settingsChangeSchema = fields({
  keptRuns: v.optional(keptRuns),
  keptDays: v.optional(keptDays),
  keptLogBytes: v.optional(keptLogBytes),
  logLimitBytes: v.optional(v.nullable(bounded(settingBounds.logLimitBytes))),
  logLimitPolicy: v.optional(v.picklist(['stop', 'keep-tail'], 'not-a-choice')),
  gracePeriod: v.optional(bounded(settingBounds.gracePeriod)),
  onQuit: v.optional(v.picklist(['ask', 'keep', 'wait', 'terminate'], 'not-a-choice')),
  wrapsSecretKey: v.optional(v.boolean('not-a-switch')),
  startsByItself: v.optional(v.boolean('not-a-switch')),
})
