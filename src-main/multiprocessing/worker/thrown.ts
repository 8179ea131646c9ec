import { serialize } from 'node:v8'

/** What was thrown in another process, as it can be sent. */
export type Thrown = { kind: 'value'; value: unknown } | ({ kind: 'error' } & ThrownError)

interface ThrownError {
  name: string
  message: string
  stack: string | undefined
  cause: Thrown | undefined
  /** Of an AggregateError. */
  errors: Thrown[] | undefined
  /** Its own other properties, as far as they can be sent. */
  properties: Record<string, unknown>
}

const standard: Record<string, new (message?: string, options?: ErrorOptions) => Error> = {
  Error,
  EvalError,
  RangeError,
  ReferenceError,
  SyntaxError,
  TypeError,
  URIError,
}

/** Causes of causes that are kept. */
const deepest = 8

/** Never throws: what cannot be sent is told as text. */
export function describeThrown(thrown: unknown, depth = 0): Thrown {
  if (!(thrown instanceof Error)) {
    if (canBeSent(thrown)) return { kind: 'value', value: thrown }
    return { kind: 'error', ...plainError(`What was thrown cannot be sent: ${asText(thrown)}`) }
  }
  const { name, message, stack } = thrown
  const properties: Record<string, unknown> = {}
  for (const [key, value] of Object.entries(thrown))
    if (!['name', 'message', 'stack', 'cause', 'errors'].includes(key) && canBeSent(value)) properties[key] = value
  const inner = (value: unknown): Thrown => describeThrown(value, depth + 1)
  const goesOn = depth < deepest
  return {
    kind: 'error',
    name,
    message,
    stack: typeof stack === 'string' ? stack : undefined,
    cause: goesOn && thrown.cause !== undefined ? inner(thrown.cause) : undefined,
    errors: goesOn && thrown instanceof AggregateError ? thrown.errors.map(inner) : undefined,
    properties,
  }
}

/** An Error with the name, message, stack and cause of the one that was thrown; of a standard class if it had its name. */
export function reviveThrown(thrown: Thrown): unknown {
  if (thrown.kind === 'value') return thrown.value
  const { name, message, stack, cause, errors, properties } = thrown
  const options = cause ? { cause: reviveThrown(cause) } : undefined
  const error = errors
    ? new AggregateError(errors.map(reviveThrown), message, options)
    : new (standard[name] ?? Error)(message, options)
  if (error.name !== name) Object.defineProperty(error, 'name', { value: name, configurable: true, writable: true })
  if (stack !== undefined) Object.defineProperty(error, 'stack', { value: stack, configurable: true, writable: true })
  return Object.assign(error, properties)
}

function plainError(message: string): ThrownError {
  return { name: 'Error', message, stack: undefined, cause: undefined, errors: undefined, properties: {} }
}

function canBeSent(value: unknown): boolean {
  try {
    serialize(value)
    return true
  } catch {
    return false
  }
}

function asText(value: unknown): string {
  try {
    return String(value)
  } catch {
    return 'something without a text'
  }
}
