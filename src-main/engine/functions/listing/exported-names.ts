import type { AnyNode, AssignmentExpression, ExportNamedDeclaration, Program } from 'acorn'
import { type DeclaredNames, namesOf } from './declared-names.ts'

/** The names that a module exports, in order, with what each stands for: undefined if the source does not tell. */
export function* exportsOf({ body }: Program, declared: DeclaredNames): Iterable<[string, AnyNode | undefined]> {
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
  declared: DeclaredNames,
): Iterable<[string, AnyNode | undefined]> {
  if (declaration) yield* namesOf(declaration)
  for (const { local, exported } of specifiers) {
    const name = exported.type === 'Identifier' ? exported.name : String(exported.value)
    yield [name, source || local.type !== 'Identifier' ? undefined : declared.get(local.name)]
  }
}

/** From where the module passes on everything: `export * from …`. */
export function passedOnFrom({ body }: Program): string[] {
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
