import type { DatabaseSync } from 'node:sqlite'
import { outcomeKinds } from '../../contract/run.ts'
import { prepared } from './prepared.ts'
import type { OutcomeCounts } from './rows.ts'

export function setCounter(database: DatabaseSync, name: string, value: number): void {
  const sql = 'INSERT INTO counters (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value'
  prepared(database, sql).run(name, value)
}

export function addToCounter(database: DatabaseSync, name: string, value: number): void {
  const sql =
    'INSERT INTO counters (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = value + excluded.value'
  prepared(database, sql).run(name, value)
}

/** Never lower than it was. */
export function raiseCounter(database: DatabaseSync, name: string, value: number): void {
  const sql = `INSERT INTO counters (name, value) VALUES (?, ?)
    ON CONFLICT (name) DO UPDATE SET value = max(value, excluded.value)`
  prepared(database, sql).run(name, value)
}

export function counter(database: DatabaseSync, name: string): number {
  const row = prepared(database, 'SELECT value FROM counters WHERE name = ?').get(name)
  return typeof row?.value === 'number' ? row.value : 0
}

/** How many of the history's runs ended in which way. */
export function outcomeCounts(database: DatabaseSync): OutcomeCounts {
  const entries = outcomeKinds.map((kind) => [kind, counter(database, `ended:${kind}`)])
  return Object.fromEntries(entries) as OutcomeCounts
}
