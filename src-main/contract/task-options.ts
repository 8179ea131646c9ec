import * as v from 'valibot'
import { limits } from './limits.ts'
import { mapping } from './schema.ts'
import { argumentSchema, notBlank } from './text-schema.ts'

/*
 * How a task is run, besides its command, name and folder. An option is spelled here: it is parsed, stored and shown
 * again without another word. What is left is the place that uses it, its field in the New task dialog, and its flag in
 * `forkyard add`.
 */

const environmentSchema = mapping(
  v.pipe(
    argumentSchema,
    notBlank,
    v.check((name) => !name.includes('='), 'contains-equals-sign'),
    v.check((name) => name.toUpperCase() !== 'FORKYARD_RUN_ID', 'reserved'),
  ),
  argumentSchema,
  limits.environmentVariables,
  'not-an-environment',
)

const secretsSchema = v.pipe(
  v.custom<string[]>(isListOfText, 'not-a-list'),
  v.maxLength(limits.environmentVariables, `too-many:${limits.environmentVariables}`),
)

export const optionSchemas = {
  /** Added to the user's own environment. */
  environment: v.optional(environmentSchema),
  /** Names of variables in `environment` whose values are secret: stored encrypted, never shown again. */
  secrets: v.optional(secretsSchema),
  /** Asks programs for colours although their output goes to a file (FORCE_COLOR, CLICOLOR_FORCE): what the task itself writes to files would have them too. */
  colours: v.optional(v.boolean('not-a-switch')),
  /** Sets PYTHONUNBUFFERED=1, so that Python's output appears as it is printed. */
  unbuffered: v.optional(v.boolean('not-a-switch')),
}

type Schemas = typeof optionSchemas

/** Each option with a value; null is one if its schema allows it. */
export type TaskOptions = { [Name in keyof Schemas]: Exclude<v.InferOutput<Schemas[Name]>, undefined> }

/** What a person gives: whatever is left out has its default. */
export type GivenOptions = { [Name in keyof Schemas]?: TaskOptions[Name] | undefined }

/** Shared by all tasks that leave them out, so nobody may change them. */
export const defaultOptions: Readonly<TaskOptions> = Object.freeze({
  environment: Object.freeze({}),
  secrets: Object.freeze([]) as unknown as string[],
  colours: false,
  unbuffered: true,
})

const names = Object.keys(optionSchemas) as (keyof Schemas)[]

/** The options among the fields of a task, those that are left out with their defaults. */
export function optionsOf(task: GivenOptions): TaskOptions {
  const entries = names.map((name) => {
    const { [name]: value = defaultOptions[name] } = task
    return [name, value] as const
  })
  return Object.fromEntries(entries) as TaskOptions
}

function isListOfText(value: unknown): boolean {
  return Array.isArray(value) && value.every((item) => typeof item === 'string')
}
