/** One row of the environment as it is typed. */
export interface EnvironmentRow {
  name: string
  value: string
  /** Stored encrypted, and never shown again. */
  isSecret: boolean
}

/**
 * Pasted text as rows, where every line that is not blank or a comment reads `NAME=VALUE` or `export NAME=VALUE`;
 * undefined where one does not. A value in quotes loses them, and may then run over several lines. What is named like a
 * secret is marked as one.
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
    const name = row[1] ?? ''
    rows.push({ name, value: row[2] ?? row[3] ?? '', isSecret: isSecretName(name) })
    rest = rest.slice(row[0].length)
  }
  return rows.length === 0 ? undefined : rows
}

/** Whether a variable is likely secret by its name: `GITHUB_TOKEN`, `db-password`, `API_KEY`, but not `KEYBOARD`. */
export function isSecretName(name: string): boolean {
  return /token|secret|password|passwd|(?:^|[^a-z])(?:api)?key(?:s|$|[^a-z])/i.test(name)
}

/** The rows as the contract wants them: rows that are wholly empty left out, later rows of one name win. */
export function environmentOf(rows: readonly EnvironmentRow[]): Record<string, string> {
  return Object.fromEntries(rows.filter(isFilled).map(({ name, value }) => [name, value]))
}

/** Names of the variables whose values are secret. */
export function secretsOf(rows: readonly EnvironmentRow[]): string[] {
  return [...new Set(rows.filter((row) => row.isSecret && isFilled(row)).map(({ name }) => name))]
}

function isFilled({ name, value }: EnvironmentRow): boolean {
  return name !== '' || value !== ''
}

export function rowsOf(
  environment: Readonly<Record<string, string>>,
  secrets: readonly string[] = [],
): EnvironmentRow[] {
  return Object.entries(environment).map(([name, value]) => ({ name, value, isSecret: secrets.includes(name) }))
}

/** Rows of a secret that is still to be filled in. */
export function unfilledSecrets(rows: readonly EnvironmentRow[]): number[] {
  return [...rows.entries()].flatMap(([index, { name, value, isSecret }]) =>
    isSecret && name !== '' && value === '' ? [index] : [],
  )
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
