/** One row of the environment as it is typed. */
export interface EnvironmentRow {
  name: string
  value: string
}

/**
 * Pasted text as rows, where every line that is not blank or a comment reads `NAME=VALUE` or `export NAME=VALUE`;
 * undefined where one does not. A value in quotes loses them, and may then run over several lines.
 */
export function rowsFromPaste(text: string): EnvironmentRow[] | undefined {
  const rows: EnvironmentRow[] = []
  let rest = text.replaceAll('\r\n', '\n')
  while (rest !== '') {
    const ignored = /^(?:[ \t]*(?:#[^\n]*)?)(?:\n|$)/.exec(rest)
    if (ignored) {
      rest = rest.slice(ignored[0].length)
      continue
    }
    const row =
      /^[ \t]*(?:export[ \t]+)?([^\s=#][^=\n]*?)[ \t]*=(?:"([^"]*)"|'([^']*)')[ \t]*(?:\n|$)/.exec(rest) ??
      /^[ \t]*(?:export[ \t]+)?([^\s=#][^=\n]*?)[ \t]*=([^\n]*)(?:\n|$)/.exec(rest)
    if (!row) return undefined
    rows.push({ name: row[1] ?? '', value: row[2] ?? row[3] ?? '' })
    rest = rest.slice(row[0].length)
  }
  return rows.length === 0 ? undefined : rows
}

/** The rows as the contract wants them: rows that are wholly empty left out, later rows of one name win. */
export function environmentOf(rows: readonly EnvironmentRow[]): Record<string, string> {
  const filled = rows.filter(({ name, value }) => name !== '' || value !== '')
  return Object.fromEntries(filled.map(({ name, value }) => [name, value]))
}

export function rowsOf(environment: Readonly<Record<string, string>>): EnvironmentRow[] {
  return Object.entries(environment).map(([name, value]) => ({ name, value }))
}

/** Rows whose name an earlier row has. */
export function repeatedRows(rows: readonly EnvironmentRow[]): Set<number> {
  const seen = new Set<string>()
  const repeated = new Set<number>()
  for (const [index, { name }] of rows.entries()) {
    if (name !== '' && seen.has(name)) repeated.add(index)
    seen.add(name)
  }
  return repeated
}
