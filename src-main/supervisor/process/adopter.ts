import { renameSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import type { ProcessIdentity } from '../../contract/process.ts'
import { raise } from '../../platform/uncaught.ts'
import { lookAfter } from '../attempts/adoption.ts'
import { newAttempt } from '../attempts/attempt.ts'
import { socketFolderIn } from '../connection/socket-folder.ts'
import type { Journal } from '../journal/journal.ts'
import type { Origin } from '../journal/lines.ts'
import { type RecordedAttempt, linesOf } from '../journal/recorded-attempts.ts'
import { readJournal } from '../journal/read-journal.ts'
import type { LocalSupervisor } from '../local.ts'
import type { Platform } from '../platform/platform.ts'
import type { ProcessTable } from '../sampling/tree.ts'
import { discardSocketFolder } from './discard-socket-folder.ts'
import { ForeignSupervisors } from './foreign-supervisors.ts'

/** Tries to list the processes, and milliseconds between them. */
const scans = { most: 50, pause: 100 }

interface AdopterOptions {
  journal: Journal
  platform: Platform
  supervisor: LocalSupervisor
  /** What was launched may not all be known. */
  doubt: (reason: string) => void
}

/** Takes over what other supervisor processes have left, by their journals and by the processes there are. */
export class Adopter {
  readonly #options: AdopterOptions
  readonly #foreign: ForeignSupervisors

  constructor(options: AdopterOptions) {
    this.#options = options
    this.#foreign = new ForeignSupervisors(options.journal, options.platform)
  }

  /** @param folder where the other one is met; removed once nothing is left in it */
  async adopt(folder: string): Promise<void> {
    const { journal, platform, doubt } = this.#options
    const { journalFile } = socketFolderIn(folder)
    const read = readJournal(journalFile)
    if (read.kind === 'empty') {
      discardSocketFolder(folder)
      return
    }
    if (read.kind !== 'read') {
      doubt('the record of what was started cannot be read')
      if (read.kind === 'unreadable') setAside(folder)
      return
    }
    if (!read.isWhole) doubt('the record of what was started is damaged')
    const { pid, startTime, boot } = read.header
    const isSameBoot = boot === platform.bootId()
    const isAlive = isSameBoot && (await this.#isAlive({ pid, startTime }))
    const origin: Origin | undefined = isAlive ? { journal: journalFile, pid, startTime } : undefined
    const sight = { platform, take: () => this.#look(startTime), isSameBoot, origin }
    const unknown = [...read.attempts.entries.values()].filter(({ key }) => !journal.attempts.find(key))
    await Promise.all(
      unknown.map(async (entry) => {
        this.#take({ ...entry, state: await lookAfter(entry, sight) })
      }),
    )
    if (origin) this.#foreign.add(origin, folder)
    else discardSocketFolder(folder)
  }

  #look(since: number): Promise<ProcessTable> {
    return patiently(() => this.#options.supervisor.look(since))
  }

  async #isAlive(process: ProcessIdentity): Promise<boolean> {
    return (await patiently(() => this.#options.platform.living([process]))).length > 0
  }

  #take(entry: RecordedAttempt): void {
    this.#options.journal.record(...linesOf(entry))
    if (entry.state.kind !== 'started') return
    const { key, marker, logFile, logLimit, keptFrom } = entry
    const { pid, startTime, tick, origin } = entry.state
    const leader = { pid, startTime }
    const begun = { key, child: undefined, leader, marker, startedAt: tick, logFile, logLimit }
    this.#options.supervisor.follow(newAttempt(begun, { keptFrom, origin }))
  }
}

/** Looked at once: what nobody can read must not cast doubt for ever. */
function setAside(folder: string): void {
  try {
    renameSync(folder, join(dirname(folder), `unreadable-${basename(folder)}`))
  } catch (error) {
    // The next start looks at it again.
    raise(error)
  }
}

/** Again if no descriptor was free, say: nobody may be taken for gone because of that. */
async function patiently<Value>(look: () => Promise<Value>): Promise<Value> {
  for (let left = scans.most; ; left--) {
    try {
      return await look()
    } catch (error) {
      if (left === 0) throw error
      await wait(scans.pause)
    }
  }
}
