import * as v from 'valibot'
import { type Command, commandSchema } from './command.ts'
import { fields } from './schema.ts'
import { type GivenOptions, optionSchemas } from './task-options.ts'
import { nameSchema, pathSchema } from './text-schema.ts'

/** What to run, and how. */
export interface Task extends GivenOptions {
  command: Command
  /** Undefined: `Process-1`, `Process-2`, … in order of submission. */
  name?: string | undefined
  /** Absolute, or `~` and what is under it. Undefined: the user's home folder. */
  folder?: string | undefined
}

export const folderSchema = v.pipe(
  pathSchema,
  // POSIX, a Windows drive, a UNC path, or the home folder.
  v.regex(/^(\/|[A-Za-z]:[\\/]|\\\\|~($|[\\/]))/, 'not-absolute'),
)

export const taskSchema: v.GenericSchema<unknown, Task> = v.pipe(
  fields({
    command: commandSchema,
    name: v.optional(nameSchema),
    folder: v.optional(folderSchema),
    ...optionSchemas,
  }),
  v.forward(
    v.check(({ environment, secrets }) => {
      return (secrets ?? []).every((name) => Object.hasOwn(environment ?? {}, name))
    }, 'not-a-variable'),
    ['secrets'],
  ),
)
