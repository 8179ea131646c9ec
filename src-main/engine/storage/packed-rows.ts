import type { DatabaseSync } from 'node:sqlite'

/**
 * Rows on their way from one thread to another, as a few long texts: 100,000 of them as objects take three times as long
 * to be made, copied and collected.
 */
export interface PackedRows<Row> {
  names: readonly (keyof Row & string)[]
  /** JSON, each a list of rows, which are lists of values in the order of `names`. */
  texts: string[]
}

/** Code units from which on another text is begun: far below the longest string there can be. */
const textLength = 1_000_000

/** `columns`: for each name of the row, what SQL has it from. `rest`: `FROM …`. */
export function packRows<Row>(
  database: DatabaseSync,
  columns: Record<keyof Row & string, string>,
  rest: string,
): PackedRows<Row> {
  const statement = database.prepare(`SELECT json_array(${Object.values(columns).join(', ')}) ${rest}`)
  statement.setReturnArrays(true)
  const texts: string[] = []
  let next: string[] = []
  let length = 0
  const finish = (): void => {
    texts.push(`[${next.join()}]`)
    next = []
    length = 0
  }
  for (const [row] of statement.all() as unknown as [string][]) {
    next.push(row)
    length += row.length
    if (length >= textLength) finish()
  }
  finish()
  return { names: Object.keys(columns) as (keyof Row & string)[], texts }
}

export function* unpackRows<Row>({ names, texts }: PackedRows<Row>): Generator<Row> {
  for (const text of texts) {
    for (const values of JSON.parse(text) as Row[keyof Row & string][][]) {
      const row: Partial<Row> = {}
      for (const [index, name] of names.entries()) row[name] = values[index]
      yield row as Row
    }
  }
}

/** As a SELECT lists them. */
export function namedColumns(columns: Record<string, string>): string {
  return Object.entries(columns)
    .map(([name, column]) => `${column} AS "${name}"`)
    .join(', ')
}
