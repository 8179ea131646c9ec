import { randomInt } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { DatabaseSync } from 'node:sqlite'
import { counter, setCounter } from './counters.ts'
import { replaceFileDurably } from '../../platform/whole-file.ts'
import { inTransaction } from './transaction.ts'
import { highestInJournals, highestLogged, largestRunId } from './traces.ts'

/*
 * A run id is never given to a second run in a data folder, whatever becomes of the database. The database counts the
 * ids; the file `ids.json` beside it has an upper bound of them. The bound is raised by `reserved` ids at a time, so that
 * a submission costs no further fsync. If both are lost, the logs and journals tell the highest id that was started.
 *
 * The file and the database have a number in common, the mark, which changes with every start and every backup: an older
 * copy that was put in the database's place is known by it.
 */

/** How many ids the file is ahead of the database. */
const reserved = 10_000

/** Ids that may have been given out since a backup was made, if nothing is left that could tell. */
const roomForUnknownRuns = 1_000_000

interface KnownIds {
  /** At least this one was given out, durably. */
  last: number
  /** None above this one was. */
  reserved: number
  mark: number
}

/** Where the database comes from: it was used here last, it is new, or it is a backup. */
export type Origin = 'own' | 'new' | 'backup'

/** Why the database cannot be the one that was used last in this folder, in words; undefined if it can be. */
export function mixture(database: DatabaseSync, folder: string): string | undefined {
  const known = read(folder)
  const marks = [counter(database, 'mark'), counter(database, 'mark_before')]
  if (known && !marks.includes(known.mark))
    return 'It is not the one that Forkyard used here last, but an older copy or another one'
  const last = counter(database, 'last_run')
  const highest = Math.max(known?.last ?? 0, highestLogged(folder))
  if (last >= highest) return undefined
  return `It is older than the files beside it: it ends with run ${String(last)}, but run ${String(highest)} was here`
}

/** The run ids of a data folder, for the one who writes its database. */
export class RunIds {
  readonly #database: DatabaseSync
  readonly #folder: string
  #known: KnownIds

  /** Raises the database's counter to the highest id that may have been used. */
  constructor(database: DatabaseSync, folder: string, origin: Origin) {
    this.#database = database
    this.#folder = folder
    const known = read(folder)
    const counted = counter(database, 'last_run')
    const last = Math.max(counted, usedBefore(folder, known, { counted, origin }))
    if (last > counted) setCounter(database, 'last_run', last)
    this.#known = known ?? { last, reserved: last, mark: 0 }
    this.renewMark()
  }

  /** To be called before an id is stored. Throws the system's error; nothing is reserved then. */
  reserve(upTo: number): void {
    if (upTo <= this.#known.reserved) return
    this.#write({ last: counter(this.#database, 'last_run'), reserved: upTo + reserved, mark: this.#known.mark })
  }

  /** Copies that were made before are told from the database from now on. A full disk leaves it as it was. */
  renewMark(): void {
    const mark = randomInt(1, 2 ** 47)
    // The database first, with the mark that the file has: killed in between, they still belong together.
    inTransaction(this.#database, () => {
      setCounter(this.#database, 'mark_before', this.#known.mark)
      setCounter(this.#database, 'mark', mark)
    })
    const last = counter(this.#database, 'last_run')
    try {
      this.#write({ last, reserved: Math.max(this.#known.reserved, last), mark })
    } catch (error) {
      console.error('forkyard: the file ids.json could not be written:', (error as Error).message)
    }
  }

  /** At an end in good order it is known exactly which ids were used. */
  end(): void {
    const last = counter(this.#database, 'last_run')
    try {
      this.#write({ last, reserved: last, mark: this.#known.mark })
    } catch {
      // What it says is true all the same: it only skips some ids if the database is lost.
    }
  }

  #write(ids: KnownIds): void {
    replaceFileDurably(fileIn(this.#folder), `${JSON.stringify(ids)}\n`)
    this.#known = ids
  }
}

function usedBefore(
  folder: string,
  known: KnownIds | undefined,
  { counted, origin }: { counted: number; origin: Origin },
): number {
  const started = Math.max(highestLogged(folder), known ? 0 : highestInJournals(folder))
  if (origin === 'own') return Math.max(started, known?.last ?? 0)
  const unknown = origin === 'backup' ? counted + roomForUnknownRuns : 0
  return Math.max(started, known?.reserved ?? unknown)
}

/** Undefined if the file is not there or not readable: the other sources tell then. */
function read(folder: string): KnownIds | undefined {
  try {
    const ids = JSON.parse(readFileSync(fileIn(folder), 'utf8')) as Partial<Record<keyof KnownIds, unknown>> | null
    const isWhole = [ids?.last, ids?.reserved, ids?.mark].every((value) => Number.isSafeInteger(value))
    const isPossible = [ids?.last, ids?.reserved].every((id) => Number(id) <= largestRunId)
    return isWhole && isPossible ? (ids as KnownIds) : undefined
  } catch {
    return undefined
  }
}

const fileIn = (folder: string): string => join(folder, 'ids.json')
