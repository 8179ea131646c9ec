import * as v from 'valibot'
import { type Answer, type Issue, failure, success } from './answer.ts'
import { type RequestInput, type RequestName, contract } from './contract.ts'
import { replaceControls } from './control-characters.ts'

/** English sentences for the codes that the schemas give; `{0}` is what follows the colon. */
const sentences: Record<string, string> = {
  blank: 'must not be blank',
  'contains-nul': 'contains a NUL character, which no program can be given',
  'contains-equals-sign': 'contains “=”, which the name of a variable cannot',
  'control-character': 'contains a control character (such as a tab or a newline)',
  'half-character': 'contains half of a character (a lone surrogate), which no program can be given',
  'not-a-choice': 'is none of the choices',
  'not-a-variable': 'names a variable that the task does not set',
  'not-a-command':
    'must be { kind: "argv", argv }, { kind: "shell", line } or { kind: "function", module, name, args }',
  'not-a-list': 'must be a list',
  'not-a-number': 'must be a number',
  'not-a-switch': 'must be true or false',
  'not-absolute': 'must be an absolute path, or begin with “~”',
  'not-an-environment': 'must map names to values',
  'not-an-object': 'must be an object',
  'not-json': 'has something that cannot be written as JSON',
  'not-an-offset': 'must be a byte offset or "tail"',
  'not-text': 'must be text',
  'not-whole': 'must be a whole number',
  reserved: 'is a name that Forkyard sets itself',
  'too-large': 'must be at most {0}',
  'too-long': 'is longer than {0}',
  'too-many': 'has more than {0} items',
  'too-small': 'must be at least {0}',
  'unusable-name': 'is a name that cannot be used',
  missing: 'is missing',
  'unknown-field': 'is not a field of this request',
  'wrong-type': 'has the wrong type',
}

/** Whether a request of this name exists; narrows what arrives from outside. */
export function isRequestName(name: unknown): name is RequestName {
  return typeof name === 'string' && Object.hasOwn(contract.requests, name)
}

/** Parses what a client sent. The only way into the handlers. Never throws, whatever arrives. */
export function parseRequest<Name extends RequestName>(name: Name, input: unknown): Answer<RequestInput<Name>> {
  return parse(contract.requests[name].input as v.GenericSchema<unknown, RequestInput<Name>>, input)
}

/** Parses a value with a schema of the contract; every issue has its path, its code and a sentence. */
export function parse<Output>(schema: v.GenericSchema<unknown, Output>, value: unknown): Answer<Output> {
  const result = safeParse(schema, value)
  if (!result) return failure('invalid-request', 'The request could not be read.', { issues: [unreadable] })
  if (result.success) return success(result.output)
  const issues = result.issues.slice(0, 20).map(describe)
  return failure('invalid-request', issues.map(({ path, message }) => `${subject(path)} ${message}.`).join(' '), {
    issues,
  })
}

const unreadable: Issue = { path: '', code: 'wrong-type', message: 'could not be read' }

/** Undefined for a value that throws when it is looked at; JSON has none. */
function safeParse<Output>(schema: v.GenericSchema<unknown, Output>, value: unknown) {
  try {
    return v.safeParse(schema, value)
  } catch {
    return undefined
  }
}

function describe(issue: v.BaseIssue<unknown>): Issue {
  const keys = issue.path?.map(({ key }) => printable(String(key))) ?? []
  // A variant's issue is at the field that tells the variants apart, but is about the whole.
  const path = (issue.type === 'variant' ? keys.slice(0, -1) : keys).join('.')
  const [code, bound = ''] = codeOf(issue).split(':') as [string, string?]
  return { path, code, message: (sentences[code] ?? sentences['wrong-type'] ?? '').replace('{0}', bound) }
}

function codeOf(issue: v.BaseIssue<unknown>): string {
  const [code = ''] = issue.message.split(':')
  if (Object.hasOwn(sentences, code)) return issue.message
  if (issue.type === 'strict_object')
    return issue.expected === 'never' ? 'unknown-field' : issue.input === undefined ? 'missing' : 'wrong-type'
  return 'wrong-type'
}

function subject(path: string): string {
  if (path === '') return 'The request'
  return /\s/.test(path) ? `“${path}”` : path
}

/** Keys come from outside: shown cut, and without what would garble a line. */
function printable(key: string): string {
  const clean = replaceControls(key, '�')
  return clean.length > 80 ? `${clean.slice(0, 80)}…` : clean
}
