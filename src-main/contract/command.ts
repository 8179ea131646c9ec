import * as v from 'valibot'
import { limits } from './limits.ts'
import { type Json, isJson } from './json.ts'
import { isPlainObject } from './plain-object.ts'
import { list } from './schema.ts'
import { argumentSchema, fits, nameSchema, notBlank, pathSchema } from './text-schema.ts'

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
export const callEntries = { module: pathSchema, name: nameSchema, args: functionArguments }

export const commandSchema = v.pipe(
  v.unknown(),
  v.check(isPlainObject, 'not-a-command'),
  v.variant(
    'kind',
    [
      v.strictObject({
        kind: v.literal('argv'),
        argv: v.pipe(
          list(argumentSchema, limits.argumentCount),
          v.check((argv) => argv[0]?.trim() !== '', 'blank'),
        ),
      }),
      v.strictObject({ kind: v.literal('shell'), line: v.pipe(argumentSchema, notBlank) }),
      v.strictObject({ kind: v.literal('function'), ...callEntries }),
    ],
    'not-a-command',
  ),
)
