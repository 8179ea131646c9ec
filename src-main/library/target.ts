import type { TargetName } from '../worker/messages.ts'

/** A function of a module that a process can import: `new URL('./work.ts#run', import.meta.url)`; without `#…` the default export. */
export type Target = URL | string

/** The same name is one object, by which pools and workers know it again. */
const known = new Map<string, TargetName>()
/** Names that are kept; more than that are made anew. */
const mostKnown = 10_000

/** Throws a TypeError that says how to name one. */
export function targetNameOf(target: Target): TargetName {
  const text = typeof target === 'string' ? target : target instanceof URL ? target.href : undefined
  if (text === undefined)
    throw new TypeError(
      'A function cannot be handed to another process. Name an exported one: new URL("./work.ts#run", import.meta.url).',
    )
  let name = known.get(text)
  if (!name) {
    name = parse(text)
    if (known.size < mostKnown) known.set(text, name)
  }
  return name
}

function parse(text: string): TargetName {
  if (!URL.canParse(text))
    throw new TypeError(
      `“${text}” is no URL of a module. Name a function like this: new URL("./work.ts#run", import.meta.url).`,
    )
  const url = new URL(text)
  const name = decodeURIComponent(url.hash.slice(1))
  url.hash = ''
  return { module: url.href, export: name === '' ? 'default' : name }
}
