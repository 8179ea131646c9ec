import type { TargetName } from '../worker/messages.ts'

/** A function of a module that a process can import: `new URL('./work.ts#run', import.meta.url)`; without `#…` the default export. */
export type Target = URL | string

const howToName = 'Name an exported function: new URL("./work.ts#run", import.meta.url).'

/** The same name is one object, by which pools and workers know it again. */
const known = new Map<string, TargetName>()
/** Names that are kept; more than that are made again. */
const mostKnown = 10_000

/** Throws a TypeError that says how to name one. */
export function targetNameOf(target: Target): TargetName {
  const text = typeof target === 'string' ? target : target instanceof URL ? target.href : undefined
  if (text === undefined) {
    const given = typeof target === 'function' ? 'A function' : `What is of type ${typeof target}`
    throw new TypeError(`${given} cannot be handed to another process. ${howToName}`)
  }
  let name = known.get(text)
  if (!name) {
    name = parse(text)
    if (known.size < mostKnown) known.set(text, name)
  }
  return name
}

function parse(text: string): TargetName {
  if (!URL.canParse(text)) throw new TypeError(`“${text}” is no URL of a module. ${howToName}`)
  const url = new URL(text)
  const name = decoded(url.hash.slice(1))
  if (name === undefined) throw new TypeError(`“${text}” does not name an export behind its #. ${howToName}`)
  url.hash = ''
  return { module: url.href, export: name === '' ? 'default' : name }
}

/** Undefined if it is not encoded as a URL's parts are. */
function decoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text)
  } catch {
    return undefined
  }
}

/** Throws a TypeError if it is no list of arguments. */
export function checkedArgs(args: unknown): unknown[] {
  if (Array.isArray(args)) return args
  throw new TypeError(
    `The arguments of a function are given as a list, not as ${args === null ? 'null' : typeof args}.`,
  )
}
