import type { AnyNode, Pattern, Program, Statement, VariableDeclaration } from 'acorn'

/** What a name of a module stands for: undefined if the source does not tell. */
export type DeclaredNames = Map<string, AnyNode | undefined>

/** The names at the top level of a module. */
export function declaredIn({ body }: Program): DeclaredNames {
  const declared: DeclaredNames = new Map()
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

/** The names that a statement declares. */
export function namesOf(statement: Statement): [string, AnyNode | undefined][] {
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

/** What a name stands for, through other names of the module. */
export function followed(node: AnyNode | undefined, declared: DeclaredNames): AnyNode | undefined {
  const seen = new Set<string>()
  let at = node
  while (at?.type === 'Identifier' && !seen.has(at.name)) {
    seen.add(at.name)
    at = declared.get(at.name)
  }
  return at?.type === 'Identifier' ? undefined : at
}
