import * as v from 'valibot'
import { limits } from './limits.ts'
import { type Json, isJson } from './json.ts'
import { fields, isPlainObject, list, mapping } from './schema.ts'

/** What to run: an argument list as it is, a line for the system's shell, or a function in a worker. */
export type Command = ProgramCommand | FunctionCall

/** What a process of its own is started for. */
export type ProgramCommand = { kind: 'argv'; argv: string[] } | { kind: 'shell'; line: string }

/** An exported function of a JavaScript or TypeScript module, or one of a Python file (`.py`), and what it is called with. */
export interface FunctionCall {
  kind: 'function'
  /** The file: absolute, beginning with `~`, or relative to the task's folder. */
  module: string
  /** The export's name, `default` for the default export; in Python the function's. */
  name: string
  args: Json[]
}

/** What to run, and how. */
export interface Task {
  command: Command
  /** Undefined: `Process-1`, `Process-2`, … in order of submission. */
  name?: string | undefined
  /** Absolute, or `~` and what is under it. Undefined: the user's home folder. */
  folder?: string | undefined
  /** Added to the user's own environment. */
  environment?: Record<string, string> | undefined
  /** Names of variables in `environment` whose values are secret: stored encrypted, never shown again. */
  secrets?: string[] | undefined
  /** Asks programs for colours although their output goes to a file (FORCE_COLOR, CLICOLOR_FORCE). Default false: what the task itself writes to files would have them too. */
  colours?: boolean | undefined
  /** Sets PYTHONUNBUFFERED=1, so that Python's output appears as it is printed. Default true. */
  unbuffered?: boolean | undefined
}

const encoder = new TextEncoder()
/** A UTF-16 code unit takes at most three bytes in UTF-8: most texts need no counting. */
const fits = (text: string, bytes: number): boolean =>
  text.length * 3 <= bytes || (text.length <= bytes && encoder.encode(text).byteLength <= bytes)
const hasNul = (text: string): boolean => text.includes('\0')
// C0, DEL and C1: they would garble a table's row. Tabs and newlines are among them.
const controlCharacter = /[\u0000-\u001f\u007f-\u009f]/

const withoutNul = v.check<string, string>((text) => !hasNul(text), 'contains-nul')
/** UTF-16's halves of a character have no UTF-8: a program would get something else. */
const whole = v.check<string, string>((text) => text.isWellFormed(), 'half-character')
const notBlank = v.check<string, string>((text) => text.trim() !== '', 'blank')
const atMostBytes = (bytes: number) => v.check<string, string>((text) => fits(text, bytes), `too-long:${bytes} bytes`)

const argument = v.pipe(v.string('not-text'), withoutNul, whole, atMostBytes(limits.argumentBytes))

const functionArguments = v.pipe(
  v.custom<unknown[]>(Array.isArray, 'not-a-list'),
  v.maxLength(limits.functionArguments, `too-many:${limits.functionArguments}`),
  v.custom<Json[]>(isJson, 'not-json'),
  v.check(
    (args) => fits(JSON.stringify(args), limits.functionArgumentBytes),
    `too-long:${limits.functionArgumentBytes} bytes`,
  ),
)

/** The fields of what names a function and what it is called with. */
export const callEntries = {
  module: v.pipe(v.string('not-text'), notBlank, withoutNul, whole, atMostBytes(limits.folderBytes)),
  name: v.pipe(
    v.string('not-text'),
    notBlank,
    whole,
    v.maxLength(limits.nameLength, `too-long:${limits.nameLength} characters`),
    v.check((name) => !controlCharacter.test(name), 'control-character'),
  ),
  args: functionArguments,
}

const commandSchema = v.pipe(
  v.unknown(),
  v.check(isPlainObject, 'not-a-command'),
  v.variant(
    'kind',
    [
      v.strictObject({
        kind: v.literal('argv'),
        argv: v.pipe(
          list(argument, limits.argumentCount),
          v.check((argv) => argv[0]?.trim() !== '', 'blank'),
        ),
      }),
      v.strictObject({ kind: v.literal('shell'), line: v.pipe(argument, notBlank) }),
      v.strictObject({ kind: v.literal('function'), ...callEntries }),
    ],
    'not-a-command',
  ),
)

const nameSchema = v.pipe(
  v.string('not-text'),
  notBlank,
  whole,
  v.maxLength(limits.nameLength, `too-long:${limits.nameLength} characters`),
  v.check((name) => !controlCharacter.test(name), 'control-character'),
)

export const folderSchema = v.pipe(
  v.string('not-text'),
  notBlank,
  withoutNul,
  whole,
  atMostBytes(limits.folderBytes),
  // POSIX, a Windows drive, a UNC path, or the home folder.
  v.regex(/^(\/|[A-Za-z]:[\\/]|\\\\|~($|[\\/]))/, 'not-absolute'),
)

const environmentSchema = mapping(
  v.pipe(
    argument,
    notBlank,
    v.check((name) => !name.includes('='), 'contains-equals-sign'),
    v.check((name) => name.toUpperCase() !== 'FORKYARD_RUN_ID', 'reserved'),
  ),
  argument,
  limits.environmentVariables,
  'not-an-environment',
)

function isListOfText(value: unknown): boolean {
  return Array.isArray(value) && value.every((item) => typeof item === 'string')
}

const taskFields = fields({
  command: commandSchema,
  name: v.optional(nameSchema),
  folder: v.optional(folderSchema),
  environment: v.optional(environmentSchema),
  secrets: v.optional(
    v.pipe(
      v.custom<string[]>(isListOfText, 'not-a-list'),
      v.maxLength(limits.environmentVariables, `too-many:${limits.environmentVariables}`),
    ),
  ),
  colours: v.optional(v.boolean('not-a-switch')),
  unbuffered: v.optional(v.boolean('not-a-switch')),
})

export const taskSchema: v.GenericSchema<unknown, Task> = v.pipe(
  taskFields,
  v.forward(
    v.check(({ environment, secrets }) => {
      return (secrets ?? []).every((name) => Object.hasOwn(environment ?? {}, name))
    }, 'not-a-variable'),
    ['secrets'],
  ),
)
