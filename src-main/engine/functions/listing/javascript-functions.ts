import type { AnyNode } from 'acorn'
import type { ModuleFunction } from '../../../contract/module-listing.ts'
import { declaredIn, followed } from './declared-names.ts'
import { exportsOf, passedOnFrom } from './exported-names.ts'
import { type Sources, parametersOf } from './javascript-parameters.ts'
import { parseModule } from './parse-module.ts'
import { stripTypes } from './strip-types.ts'

/** Values that are no functions, whatever else they are. */
const noFunctions = new Set([
  'Literal',
  'TemplateLiteral',
  'ObjectExpression',
  'ArrayExpression',
  'ClassDeclaration',
  'ClassExpression',
  'NewExpression',
  'BinaryExpression',
  'UnaryExpression',
  'UpdateExpression',
])

/** By name, in order; undefined for what is no function. */
export type Exports = Map<string, ModuleFunction | undefined>

/**
 * What a JavaScript or TypeScript source exports, and from where it passes all on (`export * from …`). What may be a
 * function without the source telling its parameters (`export const f = wrap(…)`, `export { f } from …`) has none.
 * Throws a ListingError.
 */
export function listJavaScript(written: string, module: string): { exports: Exports; passedOn: string[] } {
  const stripped = /\.[mc]?ts$/i.test(module) ? stripTypes(written, module) : written
  const program = parseModule(stripped, module)
  const declared = declaredIn(program)
  const sources: Sources = { written, stripped }
  const exports: Exports = new Map()
  for (const [name, value] of exportsOf(program, declared)) {
    const node = followed(value, declared)
    const parameters = node && isFunction(node) && { parameters: parametersOf(node.params, sources) }
    exports.set(name, node && noFunctions.has(node.type) ? undefined : { name, ...parameters })
  }
  return { exports, passedOn: passedOnFrom(program) }
}

function isFunction(node: AnyNode): node is Extract<AnyNode, { params: unknown }> {
  return (
    node.type === 'FunctionDeclaration' || node.type === 'FunctionExpression' || node.type === 'ArrowFunctionExpression'
  )
}
