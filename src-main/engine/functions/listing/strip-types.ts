import * as nodeModule from 'node:module'
import { ListingError, type Place, notParsed } from './listing-error.ts'

/** Of the types that Node strips; missing if it was built without. */
const { stripTypeScriptTypes } = nodeModule as Partial<typeof nodeModule>

/** The source with spaces in place of its types: every offset stays what it is. Throws a ListingError. */
export function stripTypes(source: string, module: string): string {
  if (!stripTypeScriptTypes) {
    throw new ListingError(
      'no-type-stripping',
      'This Node cannot strip types, so functions of TypeScript files are not listed. Type the name of the function.',
    )
  }
  try {
    return withoutWarnings(() => stripTypeScriptTypes(source, { mode: 'strip' }))
  } catch (error) {
    throw notParsed(module, (error as Error).message, placeIn(error as Error))
  }
}

/** That the function is experimental is for us to know, not for whoever reads the host's messages. */
function withoutWarnings<Value>(run: () => Value): Value {
  const { emitWarning } = process
  process.emitWarning = () => undefined
  try {
    return run()
  } finally {
    process.emitWarning = emitWarning
  }
}

/** Node tells it in the error's stack alone: `file:line`, the source up to there, and carets under what is wrong. */
function placeIn({ stack = '' }: Error): Place {
  const found = /^[^\n]*:(\d+)\n[\s\S]*?\n([ \t]*)\^+\n/.exec(stack)
  return { line: Number(found?.[1] ?? 1), column: (found?.[2]?.length ?? 0) + 1 }
}
