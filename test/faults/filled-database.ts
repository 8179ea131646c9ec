import type { DatabaseSync } from 'node:sqlite'
import { type Outcome, outcomeKinds } from '../../src-main/contract/run.ts'
import { setCounter } from '../../src-main/engine/storage/counters.ts'
import { markCleanEnd, openDatabase } from '../../src-main/engine/storage/database.ts'
import { outcomeWord } from '../../src-main/engine/storage/text-index.ts'

/** One run as the filled database has it. */
export interface FilledRun {
  sequence: number
  command: string
  output: string
  outcome: Outcome
}

/** How often what happens in a long history: of 1,000 runs. */
const outcomes: readonly (readonly [share: number, Outcome])[] = [
  [900, { kind: 'succeeded', exitStatus: { code: 0 } }],
  [70, { kind: 'failed', exitStatus: { code: 1 } }],
  [10, { kind: 'terminated', exitStatus: { signal: 'SIGTERM' }, survivors: [] }],
  [15, { kind: 'cancelled' }],
  [4, { kind: 'could-not-start', error: { code: 'ENOENT', message: 'The program “magick” does not exist.' } }],
  [1, { kind: 'lost', code: 'machine-restarted', reason: 'The machine was restarted while it ran.' }],
]

const programs = ['ffmpeg -i clip', 'python3 train.py --seed', 'convert photo', 'make -C module', 'rsync -a folder']
const syllables = [
  'ra',
  'mi',
  'to',
  'ken',
  'sol',
  'bu',
  'fer',
  'lan',
  'do',
  'vi',
  'ne',
  'shu',
  'pa',
  'gri',
  'os',
  'eth',
]

/** Of a vocabulary of 65,536 words, the small numbers often and the large ones seldom, as words are. */
function word(random: number): string {
  const rank = Math.floor(65_536 ** random)
  return [0, 4, 8, 12].map((shift) => syllables[(rank >> shift) & 15]).join('')
}

/** The same numbers from 0 to 1 at every call (a linear congruential generator, Numerical Recipes’ constants). */
function* numbers(): Generator<number, never> {
  for (let state = 1; ;) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    yield state / 2 ** 32
  }
}

/** What a rare word is found in: one run of 50,000. */
export const rareWord = 'zugzwang'
/** What a common word is found in: every other run. */
export const commonWord = 'finished'

export function* filledRuns(count: number): Generator<FilledRun> {
  const random = numbers()
  for (let sequence = 1; sequence <= count; sequence++) {
    const words = Array.from({ length: 12 }, () => word(random.next().value))
    if (sequence % 2 === 0) words.push(commonWord)
    if (sequence % 50_000 === 7) words.push(rareWord)
    let share = Math.floor(random.next().value * 1_000)
    const [, outcome] = outcomes.find(([size]) => (share -= size) < 0) ?? outcomes[0] ?? []
    if (!outcome) throw new Error('There are no outcomes.')
    yield {
      sequence,
      command: `${programs[sequence % programs.length] ?? ''} ${String(sequence)}`,
      output: words.join(' '),
      outcome,
    }
  }
}

/** A database as the product would have it after so many runs, with a paused pool, and as after an end in good order. */
export function fillDatabase(folder: string, { ended, queued }: { ended: number; queued: number }): void {
  const opened = openDatabase({ folder, onDamage: 'refuse' })
  if (!('database' in opened)) throw new Error(`The database could not be made: ${opened.kind}.`)
  const { database } = opened
  database.exec('PRAGMA synchronous = OFF; PRAGMA cache_size = -200000')
  const begun = Date.now() - ended * 1_000
  const addTask = database.prepare(
    "INSERT INTO tasks (task_id, name, command, folder, options, runs) VALUES (?, ?, ?, '/home', '{}', 1)",
  )
  const addQueued = database.prepare(
    `INSERT INTO runs (run_id, task_id, pool_id, repetition, state, queued_at, queue_order)
     VALUES (?, ?, 1, 0, 'queued', ?, ?)`,
  )
  const addEnded = database.prepare(
    `INSERT INTO runs (run_id, task_id, pool_id, repetition, state, queued_at, queue_order, attempt, sequence, outcome,
       outcome_detail, ended_at, wait_time)
     VALUES (?1, ?1, 1, 0, 'ended', ?2, ?1, 1, ?1, ?3, ?4, ?5, 120.5)`,
  )
  const addAttempt = database.prepare(
    `INSERT INTO attempts (run_id, attempt, boot_id, pid, started_at, outcome, outcome_detail, ended_at, run_time)
     VALUES (?1, 1, '', 4000, ?2, ?3, ?4, ?5, 900.25)`,
  )
  const addText = database.prepare(
    'INSERT INTO run_text (rowid, name, command, output, outcome) VALUES (?, ?, ?, ?, ?)',
  )
  const counts = new Map<Outcome['kind'], number>(outcomeKinds.map((kind) => [kind, 0]))
  const inBatches = batches(database)
  for (const { sequence, command, output, outcome } of filledRuns(ended)) {
    inBatches.step()
    const { kind } = outcome
    const queuedAt = begun + sequence * 1_000
    addTask.run(sequence, sequence % 3 === 0 ? `Batch ${String(sequence)}` : null, shellLine(command))
    const ending = [sequence, queuedAt, kind, JSON.stringify(outcome), queuedAt + 900] as const
    addEnded.run(...ending)
    addAttempt.run(...ending)
    addText.run(sequence, `Process-${String(sequence)}`, command, output, outcomeWord(kind))
    counts.set(kind, (counts.get(kind) ?? 0) + 1)
  }
  for (let runId = ended + 1; runId <= ended + queued; runId++) {
    inBatches.step()
    addTask.run(runId, null, shellLine(`sleep ${String(runId % 60)}`))
    addQueued.run(runId, runId, Date.now(), runId)
  }
  for (const [kind, count] of counts) setCounter(database, `ended:${kind}`, count)
  for (const name of ['last_sequence', 'indexed']) setCounter(database, name, ended)
  for (const name of ['last_run', 'last_task']) setCounter(database, name, ended + queued)
  database.exec(`
    UPDATE pools SET size = 8, is_paused = 1;
    INSERT INTO settings (name, value) VALUES ('keptRuns', 'null'), ('keptDays', 'null');
  `)
  markCleanEnd(database)
  inBatches.end()
  database.close()
}

function shellLine(line: string): string {
  return JSON.stringify({ kind: 'shell', line })
}

function batches(database: DatabaseSync): { step: () => void; end: () => void } {
  let steps = 0
  return {
    step: () => {
      if (steps++ % 20_000 !== 0) return
      if (database.isTransaction) database.exec('COMMIT')
      database.exec('BEGIN')
    },
    end: () => {
      if (database.isTransaction) database.exec('COMMIT')
    },
  }
}
