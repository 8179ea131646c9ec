import { closeSync, fstatSync, openSync, readSync } from 'node:fs'
import type { DatabaseSync } from 'node:sqlite'
import { stripVTControlCharacters } from 'node:util'
import { commandLine } from '../../contract/command-line.ts'
import type { Outcome, RunId } from '../../contract/run.ts'
import type { Command } from '../../contract/command.ts'
import { logFile } from '../runs/log-file.ts'
import { nameOf } from '../runs/run-name.ts'
import { counter, setCounter } from './counters.ts'
import { prepared } from './prepared.ts'

/** Bytes of a log's end that can be found by their words. */
const indexedTail = 4_096

/** Code units of a command that can be found. */
const indexedCommand = 10_000

/** Runs in one step: some 10 ms. */
const step = 64

/** The word that stands for an outcome in its column. */
export function outcomeWord(outcome: Outcome['kind']): string {
  return `is${outcome.replaceAll('-', '')}`
}

/**
 * Each of the text's words must be the beginning of a word in name, command or output (https://sqlite.org/fts5.html,
 * "FTS5 Strings" and "FTS5 Prefix Queries"). Undefined for a text without letters and digits.
 */
export function searchExpression(text: string): string | undefined {
  const words = text.split(/\s+/).filter((word) => /[\p{L}\p{N}]/u.test(word))
  if (words.length === 0) return undefined
  return words.map((word) => `{name command output} : "${word.replaceAll('"', '""')}" *`).join(' AND ')
}

/** Makes ended runs findable by the words of name, command and the end of their output. */
export class TextIndex {
  readonly #database: DatabaseSync
  readonly #logFolder: string

  constructor(database: DatabaseSync, logFolder: string) {
    this.#database = database
    this.#logFolder = logFolder
  }

  /** Takes in some of the runs that ended since the last step, oldest first. False where there was none. */
  advance(): boolean {
    const from = counter(this.#database, 'indexed')
    const rows = prepared(
      this.#database,
      `SELECT run_id, attempt, sequence, repetition, outcome, name, command FROM runs JOIN tasks USING (task_id)
         WHERE sequence > ? ORDER BY sequence LIMIT ?`,
    ).all(from, step) as unknown as Row[]
    const last = rows.at(-1)
    if (!last) return false
    // What is lost with the power is taken in again at the next start: no waiting for the disk.
    this.#database.exec('PRAGMA synchronous = NORMAL')
    try {
      this.#database.exec('BEGIN IMMEDIATE')
      const insert = prepared(
        this.#database,
        'INSERT INTO run_text (rowid, name, command, output, outcome) VALUES (?, ?, ?, ?, ?)',
      )
      for (const row of rows) insert.run(row.sequence, ...this.#textOf(row), outcomeWord(row.outcome))
      setCounter(this.#database, 'indexed', last.sequence)
      this.#database.exec('COMMIT')
    } finally {
      if (this.#database.isTransaction) this.#database.exec('ROLLBACK')
      this.#database.exec('PRAGMA synchronous = FULL')
    }
    return rows.length === step
  }

  #textOf({ run_id: runId, attempt, repetition, name, command }: Row): [string, string, string] {
    const line = commandLine(JSON.parse(command) as Command).slice(0, indexedCommand)
    const output = attempt > 0 ? tailOf(logFile(this.#logFolder, runId, attempt)) : ''
    return [nameOf({ runId, task: { name: name ?? undefined }, repetition }), line, output]
  }
}

interface Row {
  run_id: RunId
  attempt: number
  sequence: number
  repetition: number
  outcome: Outcome['kind']
  name: string | null
  command: string
}

/** Without what a terminal would not show. Empty where there is no log. */
function tailOf(file: string): string {
  let descriptor: number
  try {
    descriptor = openSync(file, 'r')
  } catch {
    return ''
  }
  try {
    const { size } = fstatSync(descriptor)
    const bytes = Buffer.alloc(Math.min(size, indexedTail))
    readSync(descriptor, bytes, 0, bytes.length, size - bytes.length)
    return stripVTControlCharacters(bytes.toString()).replaceAll('\0', ' ')
  } finally {
    closeSync(descriptor)
  }
}
