import { renameSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import type { ProcessIdentity } from '../../contract/process.ts'
import { raise } from '../../platform/uncaught.ts'
import { lookAfter } from '../attempts/adoption.ts'
import { keyOf, newAttempt } from '../attempts/attempt.ts'
import type { Journal } from '../journal/journal.ts'
import { journalRecord } from '../journal/journal-record.ts'
import { type Entry, type Origin, linesOf } from '../journal/ledger.ts'
import { readJournal } from '../journal/read-journal.ts'
import { refusals } from '../launching/launch-refusals.ts'
import { LocalSupervisor } from '../local.ts'
import type { TaskBase } from '../messages.ts'
import type { Platform } from '../platform/platform.ts'
import type { AttemptKey, Fate, LaunchRequest, StartError } from '../port.ts'
import { type SocketFolder, removeSocketFolder, socketFolderIn } from '../connection/socket-folder.ts'
import type { Starter } from '../launching/starting/starter.ts'
import type { ProcessTable } from '../sampling/tree.ts'

/** Milliseconds between looks at other supervisor processes whose attempts were taken over. */
const foreignPause = 1_000

/** Tries to list the processes, and milliseconds between them. */
const scans = { most: 50, pause: 100 }

/** A supervisor process that lives and that no host can talk to any more. */
interface Foreign extends Origin {
  folder: string
}

/** The attempts of a supervisor process with their journal, its own and those that it took over from others. */
export class AttemptRegistry {
  readonly supervisor: LocalSupervisor
  readonly #journal: Journal
  readonly #platform: Platform
  readonly #foreign = new Set<Foreign>()
  /** Why an attempt that nobody has heard of may have been started all the same. */
  #doubt: string | undefined
  #timer: NodeJS.Timeout | undefined

  constructor(journal: Journal, instance: string, platform: Platform, starter: Starter) {
    this.#journal = journal
    this.#platform = platform
    this.supervisor = new LocalSupervisor({
      environment: {},
      platform,
      instance,
      starter,
      record: journalRecord(journal),
    })
  }

  /** For later launches. Files of this process say their own modes. */
  buildOn({ environment, umask }: TaskBase): void {
    this.supervisor.environment = environment
    if (umask !== undefined) process.umask(umask)
  }

  /** Whether something lives, or is left to be told. */
  get hasUnsettled(): boolean {
    return this.#journal.ledger.entries.size > 0
  }

  /** The error where an attempt was launched before; such a launch must not come to be recorded. */
  refusalOf(request: LaunchRequest): StartError | undefined {
    return this.#journal.ledger.find(request) ? refusals.known(keyOf(request)) : undefined
  }

  settle(keys: readonly AttemptKey[]): void {
    const known = keys.flatMap((key) => this.#journal.ledger.find(key)?.key ?? [])
    if (known.length > 0) this.#journal.record({ type: 'settled', keys: known })
  }

  /** From where on the log is there; 0 where nothing was removed of it. */
  keptFrom(key: AttemptKey): number {
    return this.#journal.ledger.find(key)?.keptFrom ?? 0
  }

  /** What became of an attempt; undefined while it is being started. */
  fateOf(key: AttemptKey): Fate | undefined {
    const standing = this.#journal.ledger.find(key)?.standing
    switch (standing?.kind) {
      case 'launching':
        return undefined
      case 'started': {
        const { pid, startTime, at } = standing
        return { kind: this.supervisor.isChild(key) ? 'running' : 'followed', pid, startTime, at }
      }
      case 'ended':
        return { kind: 'ended', pid: standing.pid, at: standing.at, exited: standing.exit }
      case 'start-failed':
        return { kind: 'start-failed', error: standing.error }
      case 'unknown':
        return { kind: 'unknown', reason: standing.reason }
      case undefined:
        return this.#doubt === undefined ? { kind: 'never-started' } : { kind: 'unknown', reason: this.#doubt }
    }
  }

  /** The journal of where attempts may have been launched cannot be read: none that is unknown counts as never started. */
  doubt(reason: string): void {
    this.#doubt = reason
  }

  /** The host that had to know of the doubt is gone; later attempts were launched here. */
  dispelDoubt(): void {
    this.#doubt = undefined
  }

  /** Takes over what the journal of another supervisor process has; removes its folder once nothing is left in it. */
  async adopt(folder: string): Promise<void> {
    const place = socketFolderIn(folder)
    const read = readJournal(place.journalFile)
    if (read.kind === 'empty') {
      remove(place)
      return
    }
    if (read.kind !== 'read') {
      this.doubt('the record of what was started cannot be read')
      if (read.kind === 'of-later-version') return
      // Looked at once: what nobody can read must not cast doubt for ever.
      try {
        renameSync(folder, join(dirname(folder), `unreadable-${basename(folder)}`))
      } catch (error) {
        // The next start looks at it again.
        raise(error)
      }
      return
    }
    if (!read.isWhole) this.doubt('the record of what was started is damaged')
    const { pid, startTime, boot } = read.header
    const isSameBoot = boot === this.#platform.bootId()
    const isAlive = isSameBoot && (await this.#isAlive({ pid, startTime }))
    const origin: Origin | undefined = isAlive ? { journal: place.journalFile, pid, startTime } : undefined
    const take = () => this.#look(startTime)
    const sight = { platform: this.#platform, take, isSameBoot, origin }
    const unknown = [...read.ledger.entries.values()].filter(({ key }) => !this.#journal.ledger.find(key))
    await Promise.all(
      unknown.map(async (entry) => {
        this.#take({ ...entry, standing: await lookAfter(entry, sight) })
      }),
    )
    if (origin) this.#await({ ...origin, folder })
    else remove(place)
  }

  #look(since: number): Promise<ProcessTable> {
    return patiently(() => this.supervisor.look(since))
  }

  async #isAlive(process: ProcessIdentity): Promise<boolean> {
    return (await patiently(() => this.#platform.living([process]))).length > 0
  }

  #take(entry: Entry): void {
    this.#journal.record(...linesOf(entry))
    if (entry.standing.kind !== 'started') return
    const { key, marker, logFile, logLimit, keptFrom } = entry
    const { pid, startTime, tick, origin } = entry.standing
    const leader = { pid, startTime }
    this.supervisor.follow(
      newAttempt({ key, child: undefined, leader, marker, startedAt: tick, logFile, logLimit }, { keptFrom, origin }),
    )
  }

  /** Ends another supervisor process once all of its attempts have ended: nobody else could tell it that it is done. */
  #await(foreign: Foreign): void {
    this.#foreign.add(foreign)
    this.#timer ??= setInterval(() => {
      // What cannot be done now is done at a later look.
      for (const one of this.#foreign) this.#endIfOver(one).catch(raise)
    }, foreignPause).unref()
  }

  async #endIfOver(foreign: Foreign): Promise<void> {
    const read = readJournal(foreign.journal)
    const standings = read.kind === 'read' ? [...read.ledger.entries.values()] : []
    if (standings.some(({ standing: { kind } }) => kind === 'launching' || kind === 'started')) return
    const isTold = standings.every(({ key }) => this.#journal.ledger.find(key)?.standing.kind !== 'started')
    if (!isTold) return
    let living
    try {
      ;[living] = await this.#platform.living([foreign])
    } catch {
      // No descriptor was free, say.
      return
    }
    if (!this.#foreign.delete(foreign)) return
    if (living) kill(living.pid)
    remove(socketFolderIn(foreign.folder))
  }
}

/** Again where no descriptor was free, say: nobody may count as gone by it. */
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

/** It may have ended since it was looked at. */
function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') raise(error)
  }
}

/** A folder that stays is found empty, or taken over again, by the next start. */
function remove(place: SocketFolder): void {
  try {
    removeSocketFolder(place)
  } catch (error) {
    raise(error)
  }
}
