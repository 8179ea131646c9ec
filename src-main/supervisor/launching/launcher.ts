import { messageOf, raise } from '../../platform/uncaught.ts'
import { type Attempt, newAttempt } from '../attempts/attempt.ts'
import type { AttemptRecord } from '../attempts/attempt-record.ts'
import { monotonic } from '../monotonic.ts'
import type { Platform } from '../platform/platform.ts'
import type { AttemptKey, Begun, LaunchRequest, StartError } from '../port.ts'
import { refusals } from './launch-refusals.ts'
import { launchCommand } from './launch.ts'
import { markerOf } from './marker.ts'
import type { Starter } from './starting/starter.ts'

/** What came of a launch: exactly one of the two, not before `launch` was called, perhaps within the call. */
interface Outcomes {
  onStarted: (attempt: Attempt, begun: Begun) => void
  onFailed: (key: AttemptKey, error: StartError) => void
}

interface LauncherOptions {
  platform: Platform
  /** Begins every marker. */
  instance: string
  record: AttemptRecord
  starter: Starter
}

/** Starts commands. What it does is written down before it is told: that a start is about to happen, even before the start. */
export class Launcher {
  readonly #options: LauncherOptions
  readonly #outcomes: Outcomes

  constructor(options: LauncherOptions, outcomes: Outcomes) {
    this.#options = options
    this.#outcomes = outcomes
  }

  /** @param environment What the request's own environment is added to. */
  launch(request: LaunchRequest, environment: Record<string, string>): void {
    const { platform, instance, record, starter } = this.#options
    const key = { runId: request.runId, attempt: request.attempt }
    const marker = markerOf(instance, key)
    if (!record.launching(request, marker)) {
      this.#outcomes.onFailed(key, refusals.notRecorded)
      return
    }
    const startedAt = monotonic()
    const launched = tryToLaunch(request, environment, marker, starter)
    if (!launched.ok) {
      const { error } = launched
      if (!(error instanceof Promise)) this.#fail(key, error)
      else
        error
          .catch(mistake)
          .then((late) => this.#fail(key, late))
          .catch(raise)
      return
    }
    const { child } = launched
    const { logFile, logLimit } = request
    const leader = { pid: child.pid, startTime: platform.startTimeOf(child.pid) }
    const begun = { ...leader, at: Date.now() }
    record.started(key, begun, startedAt)
    const attempt = newAttempt({ key, child, leader, marker, startedAt, logFile, logLimit })
    this.#outcomes.onStarted(attempt, begun)
  }

  #fail(key: AttemptKey, error: StartError): void {
    this.#options.record.startFailed(key, error)
    this.#outcomes.onFailed(key, error)
  }
}

function tryToLaunch(...launch: Parameters<typeof launchCommand>): ReturnType<typeof launchCommand> {
  try {
    return launchCommand(...launch)
  } catch (error) {
    return { ok: false, error: mistake(error) }
  }
}

/** One of ours: this attempt fails by it, and nothing else. */
function mistake(error: unknown): StartError {
  raise(error)
  const message = `Forkyard made a mistake in starting it: ${messageOf(error)}.`
  return { code: 'EUNKNOWN', message, isTransient: false }
}
