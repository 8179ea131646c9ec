import { raise } from '../../platform/uncaught.ts'
import type { Journal } from '../journal/journal.ts'
import type { Origin } from '../journal/lines.ts'
import { readJournal } from '../journal/read-journal.ts'
import type { Platform } from '../platform/platform.ts'
import { discardSocketFolder } from './discard-socket-folder.ts'

/** Milliseconds between looks at them. */
const lookPause = 1_000

/** A supervisor process that lives and that no host can talk to any more. */
interface Foreign extends Origin {
  folder: string
}

/**
 * Other supervisor processes whose attempts this one has taken over, though they live. Each is ended when all of its attempts
 * have ended: nobody else could tell it that it is done.
 */
export class ForeignSupervisors {
  readonly #journal: Journal
  readonly #platform: Platform
  readonly #living = new Set<Foreign>()
  #timer: NodeJS.Timeout | undefined

  /** @param journal of this process: it has what was taken over */
  constructor(journal: Journal, platform: Platform) {
    this.#journal = journal
    this.#platform = platform
  }

  /** @param folder where it is met: removed with it */
  add(origin: Origin, folder: string): void {
    this.#living.add({ ...origin, folder })
    this.#timer ??= setInterval(() => {
      // What cannot be done now is done at a later look.
      for (const foreign of this.#living) this.#endIfOver(foreign).catch(raise)
    }, lookPause).unref()
  }

  async #endIfOver(foreign: Foreign): Promise<void> {
    const read = readJournal(foreign.journal)
    const entries = read.kind === 'read' ? [...read.attempts.entries.values()] : []
    if (entries.some(({ state: { kind } }) => kind === 'launching' || kind === 'started')) return
    const isTold = entries.every(({ key }) => this.#journal.attempts.find(key)?.state.kind !== 'started')
    if (!isTold) return
    let living
    try {
      ;[living] = await this.#platform.living([foreign])
    } catch {
      // No descriptor was free, say.
      return
    }
    if (!this.#living.delete(foreign)) return
    if (living) kill(living.pid)
    discardSocketFolder(foreign.folder)
  }
}

/** It may have ended since it was looked at. */
function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') raise(error)
  }
}
