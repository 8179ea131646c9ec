import type { Node, Pattern } from 'acorn'
import type { FunctionParameter } from '../../../contract/module-listing.ts'

/** A source with and without its types: offsets are the same in both. */
export interface Sources {
  written: string
  stripped: string
}

/** Parameters as they are written. */
export function parametersOf(parameters: readonly Pattern[], sources: Sources): FunctionParameter[] {
  return parameters.map((parameter) => {
    switch (parameter.type) {
      case 'RestElement':
        return { ...described(parameter.argument, sources), isRest: true }
      case 'AssignmentPattern':
        return { ...described(parameter.left, sources), default: textOf(parameter.right, sources) }
      default:
        return described(parameter, sources)
    }
  })
}

function described(pattern: Pattern, sources: Sources): FunctionParameter {
  const name = pattern.type === 'Identifier' ? pattern.name : textOf(pattern, { ...sources, written: sources.stripped })
  const after = sources.written.slice(pattern.end, nextToken(sources.stripped, pattern.end))
  const [, mark, type] = /^\s*(\?)?\s*(?::([\s\S]*))?/.exec(after) ?? []
  return {
    name,
    // Optional: what is left out is undefined.
    ...(mark !== undefined && { default: 'undefined' }),
    ...(type !== undefined && { type: oneLine(type) }),
  }
}

/** Where the next code begins: after the blanks that types have left, and comments. */
function nextToken(stripped: string, from: number): number {
  const blank = /(?:\s|\/\/[^\n]*|\/\*[\s\S]*?\*\/)*/y
  blank.lastIndex = from
  blank.test(stripped)
  return blank.lastIndex
}

function textOf({ start, end }: Node, { written }: Sources): string {
  return oneLine(written.slice(start, end))
}

function oneLine(text: string): string {
  return text.replaceAll(/\s+/g, ' ').trim()
}
