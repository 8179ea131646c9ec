import type { DatabaseSync } from 'node:sqlite'
import { prepared } from '../prepared.ts'

export type Value = string | number | null

type FieldOf<Row> = keyof Row & string

/** A table whose columns are named once: statements are made of the fields of its rows. */
export class Table<Row extends { [Field in keyof Row]: Value }> {
  readonly #name: string
  readonly #columns: { readonly [Field in keyof Row]: string }
  readonly #statements = new Map<string, string>()

  constructor(name: string, columns: { readonly [Field in keyof Row]: string }) {
    this.#name = name
    this.#columns = columns
  }

  /** What a SELECT reads so that its rows have these fields: `runs.run_id AS runId, …`. */
  select(...fields: FieldOf<Row>[]): string {
    return fields.map((field) => `${this.#name}.${this.#columns[field]} AS "${field}"`).join(', ')
  }

  /** The same as one column: a JSON object. */
  selectJson(...fields: FieldOf<Row>[]): string {
    return `json_object(${fields.map((field) => `'${field}', ${this.#name}.${this.#columns[field]}`).join(', ')})`
  }

  /** Columns that are left out have the default of the table. */
  insert(database: DatabaseSync, row: Partial<Row>): void {
    this.insertAll(database, [row])
  }

  /** All of them have the fields of the first. */
  insertAll(database: DatabaseSync, rows: readonly Partial<Row>[]): void {
    this.#addAll('INSERT', database, rows)
  }

  /** In the place of a row with the same key. */
  replace(database: DatabaseSync, row: Partial<Row>): void {
    this.#addAll('REPLACE', database, [row])
  }

  /** Changes these fields of the rows that have what `where` says. Returns how many there were. */
  update(database: DatabaseSync, where: Partial<Row>, change: Partial<Row>): number {
    const keys = fieldsIn(where)
    const changed = fieldsIn(change)
    const sql = this.#statement(`UPDATE ${changed.join()} WHERE ${keys.join()}`, () => {
      return `UPDATE ${this.#name} SET ${this.#equals(changed, ', ')} WHERE ${this.#equals(keys, ' AND ')}`
    })
    const values = [...changed.map((field) => change[field]), ...keys.map((field) => where[field])]
    return Number(prepared(database, sql).run(...(values as Value[])).changes)
  }

  #addAll(verb: 'INSERT' | 'REPLACE', database: DatabaseSync, rows: readonly Partial<Row>[]): void {
    const fields = fieldsIn(rows[0] ?? {})
    if (fields.length === 0) return
    const sql = this.#statement(`${verb} ${fields.join()}`, () => {
      const columns = fields.map((field) => this.#columns[field]).join(', ')
      return `${verb} INTO ${this.#name} (${columns}) VALUES (${fields.map(() => '?').join(', ')})`
    })
    const statement = prepared(database, sql)
    for (const row of rows) statement.run(...fields.map((field) => row[field] as Value))
  }

  /** The same text each time: V8 hashes it once, and the prepared statement is found by it. */
  #statement(key: string, make: () => string): string {
    const known = this.#statements.get(key)
    if (known !== undefined) return known
    const sql = make()
    this.#statements.set(key, sql)
    return sql
  }

  #equals(fields: readonly FieldOf<Row>[], separator: string): string {
    return fields.map((field) => `${this.#columns[field]} = ?`).join(separator)
  }
}

function fieldsIn<Row>(row: Partial<Row>): FieldOf<Row>[] {
  return (Object.keys(row) as FieldOf<Row>[]).filter((field) => row[field] !== undefined)
}
