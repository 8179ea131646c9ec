/** What a phrase names: `{code}` in it is the value `code`. */
export type Named = Record<string, string | number>

/** A phrase of a table, by its key, and what it names: each client has its own way to put both together. */
export interface Words<Key extends string = string> {
  key: Key
  named: Named
}

/** The phrase with its names filled in, for clients without a library for that. */
export function fillIn(phrase: string, named: Named): string {
  return phrase.replace(/\{(\w+)\}/g, (whole, name: string) => String(named[name] ?? whole))
}
