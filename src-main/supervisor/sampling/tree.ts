import type { ProcessIdentity } from '../../contract/process.ts'
import type { ProcessRow } from '../platform/platform.ts'

/** All processes at one moment, found by what relates them. */
export class ProcessTable {
  readonly #rows: ReadonlyMap<number, ProcessRow>
  readonly #byParent = new Map<number, ProcessRow[]>()
  readonly #bySession = new Map<number, ProcessRow[]>()
  readonly #byGroup = new Map<number, ProcessRow[]>()
  readonly #byMarker = new Map<string, ProcessRow[]>()

  constructor(rows: ReadonlyMap<number, ProcessRow>) {
    this.#rows = rows
    for (const row of rows.values()) {
      add(this.#byParent, row.parentPid, row)
      add(this.#bySession, row.session, row)
      add(this.#byGroup, row.group, row)
      if (row.marker !== undefined) add(this.#byMarker, row.marker, row)
    }
  }

  /** The very process, not another one that has got its PID since. */
  find({ pid, startTime }: ProcessIdentity): ProcessRow | undefined {
    const row = this.#rows.get(pid)
    return row?.startTime === startTime ? row : undefined
  }

  holder(pid: number): ProcessRow | undefined {
    return this.#rows.get(pid)
  }

  /** A scan takes a while, and a PID may change hands within it: what is older than its parent is not its child. */
  childrenOf({ pid, startTime }: ProcessIdentity): ProcessRow[] {
    return (this.#byParent.get(pid) ?? []).filter((row) => row.startTime >= startTime)
  }

  /** Session and process group that a process began. */
  ledBy({ pid, startTime }: ProcessIdentity): ProcessRow[] {
    const rows = [...(this.#bySession.get(pid) ?? []), ...(this.#byGroup.get(pid) ?? [])]
    return rows.filter((row) => row.startTime >= startTime)
  }

  marked(marker: string): readonly ProcessRow[] {
    return this.#byMarker.get(marker) ?? []
  }
}

/** What a tree is known by. */
export interface Roots {
  leader: ProcessIdentity
  /** Members of earlier scans, by PID: their start times. */
  seen: ReadonlyMap<number, number>
  /** Undefined where only what is below `leader` is meant. */
  marker: string | undefined
}

/**
 * All processes of a tree, parents before children, the leader's branch first: the leader, its session and process
 * group, the marked ones, those seen before, and everything below any of these. Zombies included.
 */
export function collect(table: ProcessTable, { leader, seen, marker }: Roots): ProcessRow[] {
  const members = new Map<number, ProcessRow>()
  const include = (row: ProcessRow | undefined): void => {
    if (!row || members.has(row.pid)) return
    members.set(row.pid, row)
    table.childrenOf(row).forEach(include)
  }
  include(table.find(leader))
  const led = table.ledBy(leader)
  const isOurs = (row: ProcessRow): boolean =>
    seen.get(row.pid) === row.startTime || (marker !== undefined && row.marker === marker)
  // Another process may have got the leader's PID, and begun a session of that number: but not while ours had a member.
  if (table.find(leader) ?? (!table.holder(leader.pid) && led.some(isOurs))) led.forEach(include)
  for (const [pid, startTime] of seen) include(table.find({ pid, startTime }))
  if (marker !== undefined) table.marked(marker).forEach(include)
  return parentsFirst(members, leader.pid)
}

function parentsFirst(members: ReadonlyMap<number, ProcessRow>, first: number): ProcessRow[] {
  const children = new Map<number, ProcessRow[]>()
  const tops: ProcessRow[] = []
  for (const row of members.values()) {
    if (members.has(row.parentPid)) add(children, row.parentPid, row)
    else if (row.pid === first) tops.unshift(row)
    else tops.push(row)
  }
  const ordered: ProcessRow[] = []
  const waiting = tops.reverse()
  for (let row = waiting.pop(); row; row = waiting.pop()) {
    ordered.push(row)
    waiting.push(...(children.get(row.pid) ?? []).reverse())
  }
  return ordered
}

function add<Key>(index: Map<Key, ProcessRow[]>, key: Key, row: ProcessRow): void {
  const rows = index.get(key)
  if (rows) rows.push(row)
  else index.set(key, [row])
}
