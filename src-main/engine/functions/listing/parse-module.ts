import { type Options, type Program, parse } from 'acorn'
import { notParsed } from './listing-error.ts'

/** As a module if it can be one, else as a script: Node tells them apart in the same way. Throws a ListingError. */
export function parseModule(source: string, module: string): Program {
  const options = { ecmaVersion: 'latest', locations: true, allowHashBang: true } satisfies Options
  const asScript = { ...options, sourceType: 'script', allowReturnOutsideFunction: true } satisfies Options
  const isScript = /\.c[jt]s$/i.test(module)
  try {
    return parse(source, isScript ? asScript : { ...options, sourceType: 'module' })
  } catch (error) {
    if (!isScript && /\.[jt]s$/i.test(module)) {
      try {
        return parse(source, asScript)
      } catch {
        // What is wrong with it as a module is what is reported.
      }
    }
    const { message, loc } = error as SyntaxError & { loc?: { line: number; column: number } }
    if (!loc) throw error
    throw notParsed(module, message.replace(/ \(\d+:\d+\)$/, ''), { line: loc.line, column: loc.column + 1 })
  }
}
