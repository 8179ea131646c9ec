import {
  type AnyNode,
  type AssignmentExpression,
  type ExportNamedDeclaration,
  type Options,
  type Pattern,
  type Program,
  type Statement,
  type VariableDeclaration,
  parse,
} from 'acorn'
import type { ModuleFunction } from '../../../contract/module-listing.ts'
import { type Sources, parametersOf } from './javascript-parameters.ts'
import { notParsed } from './listing-error.ts'
import { stripTypes } from './strip-types.ts'

/** What a name of the module stands for: undefined where the source does not tell. */
type Declared = Map<string, AnyNode | undefined>

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
  const program = parseSource(stripped, module)
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

/** As a module where it can be one, else as a script: Node tells them apart in the same way. */
function parseSource(source: string, module: string): Program {
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
        // What is wrong with the module is what counts.
      }
    }
    const { message, loc } = error as SyntaxError & { loc?: { line: number; column: number } }
    if (!loc) throw error
    throw notParsed(module, message.replace(/ \(\d+:\d+\)$/, ''), { line: loc.line, column: loc.column + 1 })
  }
}

function declaredIn({ body }: Program): Declared {
  const declared: Declared = new Map()
  for (const statement of body) {
    const declaration = statement.type === 'ExportNamedDeclaration' ? statement.declaration : statement
    if (declaration?.type === 'ImportDeclaration') {
      for (const { local } of declaration.specifiers) declared.set(local.name, undefined)
    } else if (declaration) {
      for (const [name, node] of namesOf(declaration as Statement)) declared.set(name, node)
    }
  }
  return declared
}

function namesOf(statement: Statement): [string, AnyNode | undefined][] {
  switch (statement.type) {
    case 'FunctionDeclaration':
    case 'ClassDeclaration':
      return [[statement.id.name, statement]]
    case 'VariableDeclaration':
      return variablesOf(statement)
    default:
      return []
  }
}

function variablesOf({ declarations }: VariableDeclaration): [string, AnyNode | undefined][] {
  return declarations.flatMap(({ id, init }): [string, AnyNode | undefined][] =>
    id.type === 'Identifier' ? [[id.name, init ?? undefined]] : boundBy(id).map((name) => [name, undefined]),
  )
}

/** The names that a pattern gives values to. */
function boundBy(pattern: Pattern): string[] {
  switch (pattern.type) {
    case 'Identifier':
      return [pattern.name]
    case 'ObjectPattern':
      return pattern.properties.flatMap((one) => boundBy(one.type === 'Property' ? one.value : one.argument))
    case 'ArrayPattern':
      return pattern.elements.flatMap((one) => (one ? boundBy(one) : []))
    case 'AssignmentPattern':
      return boundBy(pattern.left)
    case 'RestElement':
      return boundBy(pattern.argument)
    case 'MemberExpression':
      return []
  }
}

function* exportsOf({ body }: Program, declared: Declared): Iterable<[string, AnyNode | undefined]> {
  for (const statement of body) {
    switch (statement.type) {
      case 'ExportNamedDeclaration':
        yield* namedExports(statement, declared)
        break
      case 'ExportDefaultDeclaration':
        yield ['default', statement.declaration]
        break
      case 'ExpressionStatement':
        if (statement.expression.type === 'AssignmentExpression') yield* assignedExports(statement.expression)
        break
      default:
    }
  }
}

function* namedExports(
  { declaration, specifiers, source }: ExportNamedDeclaration,
  declared: Declared,
): Iterable<[string, AnyNode | undefined]> {
  if (declaration) yield* namesOf(declaration)
  for (const { local, exported } of specifiers) {
    const name = exported.type === 'Identifier' ? exported.name : String(exported.value)
    yield [name, source || local.type !== 'Identifier' ? undefined : declared.get(local.name)]
  }
}

function passedOnFrom({ body }: Program): string[] {
  return body.flatMap((statement) =>
    statement.type === 'ExportAllDeclaration' && !statement.exported ? [String(statement.source.value)] : [],
  )
}

/** `exports.x = …`, `module.exports.x = …` and `module.exports = …`, of which Node makes the names of an import too. */
function* assignedExports({ left, right }: AssignmentExpression): Iterable<[string, AnyNode | undefined]> {
  if (left.type !== 'MemberExpression' || left.property.type !== 'Identifier' || left.computed) return
  if (isName(left.object, 'exports') || isModuleExports(left.object)) yield [left.property.name, right]
  if (!isModuleExports(left)) return
  if (right.type !== 'ObjectExpression') {
    yield ['default', right]
    return
  }
  for (const property of right.properties) {
    // Node's lexer looks no further than to the first value that is not a name.
    if (property.type !== 'Property' || property.computed || property.value.type !== 'Identifier') return
    const { key, value } = property
    if (key.type === 'Identifier') yield [key.name, value]
    else if (key.type === 'Literal') yield [String(key.value), value]
  }
}

function isModuleExports(node: AnyNode): boolean {
  return (
    node.type === 'MemberExpression' &&
    !node.computed &&
    isName(node.object, 'module') &&
    isName(node.property, 'exports')
  )
}

function isName(node: AnyNode, name: string): boolean {
  return node.type === 'Identifier' && node.name === name
}

/** What a name stands for, through other names of the module. */
function followed(node: AnyNode | undefined, declared: Declared): AnyNode | undefined {
  const seen = new Set<string>()
  let at = node
  while (at?.type === 'Identifier' && !seen.has(at.name)) {
    seen.add(at.name)
    at = declared.get(at.name)
  }
  return at?.type === 'Identifier' ? undefined : at
}

function isFunction(node: AnyNode): node is Extract<AnyNode, { params: unknown }> {
  return (
    node.type === 'FunctionDeclaration' || node.type === 'FunctionExpression' || node.type === 'ArrowFunctionExpression'
  )
}
