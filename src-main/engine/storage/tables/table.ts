import type { DatabaseSync } from 'node:sqlite'
import { prepared } from '../prepared.ts'

export type Value = string | number | null

/** A table whose columns are named once: statements are made of the fields of its rows. */
export class Table<Row extends { [Field in keyof Row]: Value }> {
  readonly #name: string
  readonly #columns: { readonly [Field in keyof Row]: string }

  constructor(name: string, columns: { readonly [Field in keyof Row]: string }) {
    this.#name = name
    this.#columns = columns
  }

  /** What a SELECT reads so that its rows have these fields: `runs.run_id AS runId, …`. */
  select(...fields: (keyof Row & string)[]): string {
    return fields.map((field) => `${this.#name}.${this.#columns[field]} AS "${field}"`).join(', ')
  }

  /** The same as one column: a JSON object. */
  selectJson(...fields: (keyof Row & string)[]): string {
    return `json_object(${fields.map((field) => `'${field}', ${this.#name}.${this.#columns[field]}`).join(', ')})`
  }

  /** Columns that are left out have the default of the table. */
  insert(database: DatabaseSync, row: Partial<Row>): void {
    this.#add('INSERT', database, row)
  }

  /** In the place of a row with the same key. */
  replace(database: DatabaseSync, row: Partial<Row>): void {
    this.#add('REPLACE', database, row)
  }

  /** Changes these fields of the rows that have what `where` says. Returns how many there were. */
  update(database: DatabaseSync, where: Partial<Row>, change: Partial<Row>): number {
    const keys = this.#fieldsIn(where)
    const changed = this.#fieldsIn(change)
    const sql = `UPDATE ${this.#name} SET ${this.#equals(changed, ', ')} WHERE ${this.#equals(keys, ' AND ')}`
    const values = [...changed.map((field) => change[field]), ...keys.map((field) => where[field])]
    return Number(prepared(database, sql).run(...(values as Value[])).changes)
  }

  #add(verb: 'INSERT' | 'REPLACE', database: DatabaseSync, row: Partial<Row>): void {
    const fields = this.#fieldsIn(row)
    const columns = fields.map((field) => this.#columns[field]).join(', ')
    const sql = `${verb} INTO ${this.#name} (${columns}) VALUES (${fields.map(() => '?').join(', ')})`
    prepared(database, sql).run(...fields.map((field) => row[field] as Value))
  }

  #fieldsIn(row: Partial<Row>): (keyof Row & string)[] {
    return (Object.keys(row) as (keyof Row & string)[]).filter((field) => row[field] !== undefined)
  }

  #equals(fields: readonly (keyof Row & string)[], separator: string): string {
    return fields.map((field) => `${this.#columns[field]} = ?`).join(separator)
  }
}
