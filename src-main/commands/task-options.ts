import { resolve } from 'node:path'
import type { Task } from '../contract/task.ts'
import { type Wrong, shown, wrong } from './options.ts'

export const folderGone = wrong(
  'The current folder no longer exists: name one with --folder, or change to another folder.',
)

/** What `--env` and `--secret` say. */
export function readVariables(
  plain: string[],
  secret: string[],
  environment: NodeJS.ProcessEnv,
): Pick<Task, 'environment' | 'secrets'> | Wrong {
  const entries: [string, string][] = []
  for (const text of plain) {
    const at = text.indexOf('=')
    if (at < 1) return wrong(`--env must be NAME=VALUE, not ${shown(text)}.`)
    entries.push([text.slice(0, at), text.slice(at + 1)])
  }
  const secrets: string[] = []
  for (const text of secret) {
    const at = text.indexOf('=')
    const name = at < 0 ? text : text.slice(0, at)
    // What is after the equals sign is secret, on the screen too.
    if (name === '') return wrong('--secret must be NAME or NAME=VALUE; the name is missing.')
    const value = at < 0 ? ownValue(environment, name) : text.slice(at + 1)
    if (value === undefined)
      return wrong(`--secret ${shown(name)} is not in your environment: set it, or give a value.`)
    entries.push([name, value])
    secrets.push(name)
  }
  if (entries.length === 0) return {}
  // `fromEntries` makes a field of every name, `__proto__` too, which the host then refuses.
  return { environment: Object.fromEntries(entries), ...(secrets.length > 0 && { secrets: [...new Set(secrets)] }) }
}

/** Some names mean something to every object. */
function ownValue(environment: NodeJS.ProcessEnv, name: string): string | undefined {
  return Object.hasOwn(environment, name) ? environment[name] : undefined
}

/** Absolute; what begins with `~` is the host's to read. Undefined where it is relative to a folder that is gone. */
export function findFolder(named: string | undefined, here: () => string): string | undefined {
  if (named !== undefined && /^~($|[\\/])/.test(named)) return named
  try {
    return resolve(here(), named ?? '')
  } catch {
    return undefined
  }
}
