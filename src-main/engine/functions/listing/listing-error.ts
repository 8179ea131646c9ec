/** Both counted from 1. */
export interface Place {
  line: number
  column: number
}

/** Why the functions of a file are not known, as a sentence that names it. */
export class ListingError extends Error {
  override readonly name = 'ListingError'
  readonly code: 'too-large' | 'not-parsed' | 'no-type-stripping' | 'no-python' | 'python-failed'
  readonly place: Place | undefined

  constructor(code: ListingError['code'], message: string, place?: Place) {
    super(message)
    this.code = code
    this.place = place
  }
}

/** @param why what the parser says of it */
export function notParsed(module: string, why: string, place: Place): ListingError {
  const at = `line ${place.line}, column ${place.column}`
  return new ListingError('not-parsed', `The file “${module}” cannot be parsed (${at}): ${why}.`, place)
}
