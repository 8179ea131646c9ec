import { keyOf } from '../attempts/attempt.ts'
import type { Journal } from '../journal/journal.ts'
import { journalRecord } from '../journal/journal-record.ts'
import { refusals } from '../launching/launch-refusals.ts'
import type { Starter } from '../launching/starting/starter.ts'
import { LocalSupervisor } from '../local.ts'
import type { TaskBase } from '../messages.ts'
import type { Platform } from '../platform/platform.ts'
import type { AttemptKey, Fate, LaunchRequest, StartError } from '../port.ts'
import { Adopter } from './adopter.ts'

/** The attempts of a supervisor process with their journal, its own and those that it took over from others. */
export class AttemptRegistry {
  readonly supervisor: LocalSupervisor
  readonly #journal: Journal
  readonly #adopter: Adopter
  /** Why an attempt that nobody has heard of may have been started all the same. */
  #doubt: string | undefined

  constructor(journal: Journal, instance: string, platform: Platform, starter: Starter) {
    this.#journal = journal
    this.supervisor = new LocalSupervisor({
      environment: {},
      platform,
      instance,
      starter,
      record: journalRecord(journal),
    })
    this.#adopter = new Adopter({
      journal,
      platform,
      supervisor: this.supervisor,
      doubt: (reason) => {
        this.doubt(reason)
      },
    })
  }

  /** For later launches. Files of this process say their own modes. */
  buildOn({ environment, umask }: TaskBase): void {
    this.supervisor.environment = environment
    if (umask !== undefined) process.umask(umask)
  }

  /** Whether something lives, or is left to be told. */
  get hasUnsettled(): boolean {
    return this.#journal.attempts.entries.size > 0
  }

  /** The error if an attempt was launched before; such a launch must not come to be recorded. */
  refusalOf(request: LaunchRequest): StartError | undefined {
    return this.#journal.attempts.find(request) ? refusals.known(keyOf(request)) : undefined
  }

  settle(keys: readonly AttemptKey[]): void {
    const known = keys.flatMap((key) => this.#journal.attempts.find(key)?.key ?? [])
    if (known.length > 0) this.#journal.record({ type: 'settled', keys: known })
  }

  /** From where on the log is there; 0 if nothing was removed of it. */
  keptFrom(key: AttemptKey): number {
    return this.#journal.attempts.find(key)?.keptFrom ?? 0
  }

  /** What became of an attempt; undefined while it is being started. */
  fateOf(key: AttemptKey): Fate | undefined {
    const state = this.#journal.attempts.find(key)?.state
    switch (state?.kind) {
      case 'launching':
        return undefined
      case 'started': {
        const { pid, startTime, at } = state
        return { kind: this.supervisor.isChild(key) ? 'running' : 'followed', pid, startTime, at }
      }
      case 'ended':
        return { kind: 'ended', pid: state.pid, at: state.at, exited: state.exit }
      case 'start-failed':
        return { kind: 'start-failed', error: state.error }
      case 'unknown':
        return { kind: 'unknown', reason: state.reason }
      case undefined:
        return this.#doubt === undefined ? { kind: 'never-started' } : { kind: 'unknown', reason: this.#doubt }
    }
  }

  /** The journal of where attempts may have been launched cannot be read: none that is unknown counts as never started. */
  doubt(reason: string): void {
    this.#doubt = reason
  }

  /** The host that had to know of the doubt is gone; later attempts were launched here. */
  clearDoubt(): void {
    this.#doubt = undefined
  }

  /** Takes over what the journal of another supervisor process has; removes its folder once nothing is left in it. */
  adopt(folder: string): Promise<void> {
    return this.#adopter.adopt(folder)
  }
}
