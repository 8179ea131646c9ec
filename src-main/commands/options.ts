import { parseArgs } from 'node:util'
import { quoteArgument, visibleControls } from '../contract/command-line.ts'

/** An option as a command declares it; `several` gathers every value that is given, the others take the last. */
export type OptionKind = 'switch' | 'value' | 'several'

export type OptionValues<Options extends Record<string, OptionKind>> = {
  [Name in keyof Options]: Options[Name] extends 'switch'
    ? boolean
    : Options[Name] extends 'several'
      ? string[]
      : string | undefined
}

/** Arguments that were understood, or why not: a whole sentence. */
export type Parsed<Value> = { kind: 'options'; value: Value } | { kind: 'help' } | Wrong

export interface Wrong {
  kind: 'wrong'
  reason: string
}

export function wrong(reason: string): Wrong {
  return { kind: 'wrong', reason }
}

export interface Arguments<Options extends Record<string, OptionKind>> {
  options: OptionValues<Options>
  /** What stood before any `--` and is no option. */
  operands: string[]
  /** What stood after `--`, as it is; undefined without one. */
  rest: string[] | undefined
}

/**
 * Takes arguments apart. Every command also knows `--help` and `-h`, which go before whatever else is wrong. An
 * option's value may begin with a dash. Never throws, whatever is in them.
 */
export function parseOptions<const Options extends Record<string, OptionKind>>(
  args: string[],
  kinds: Options,
  shorts: Record<string, keyof Options & string> = {},
): Parsed<Arguments<Options>> {
  const end = args.indexOf('--')
  const known: Record<string, OptionKind> = Object.assign(Object.create(null) as object, kinds, { help: 'switch' })
  const options: Record<string, unknown> = Object.create(null) as Record<string, unknown>
  for (const [name, kind] of Object.entries(known)) {
    options[name] = kind === 'switch' ? false : kind === 'several' ? [] : undefined
  }
  const shortNames = new Map(Object.entries({ h: 'help', ...shorts }).map(([short, name]) => [name, short]))
  const { tokens } = parseArgs({
    args: end < 0 ? args : args.slice(0, end),
    options: Object.fromEntries(
      Object.entries(known).map(([name, kind]) => {
        const short = shortNames.get(name)
        return [name, { type: kind === 'switch' ? 'boolean' : 'string', ...(short !== undefined && { short }) }]
      }),
    ),
    strict: false,
    tokens: true,
  })
  const operands: string[] = []
  let mistake: Wrong | undefined
  for (const token of tokens) {
    if (token.kind === 'positional') operands.push(token.value)
    if (token.kind !== 'option') continue
    const { name, rawName, value } = token
    const kind = known[name]
    if (kind === undefined) mistake ??= wrong(`There is no option ${shown(rawName)}.`)
    else if (kind === 'switch') {
      if (value === undefined) options[name] = true
      else mistake ??= wrong(`${shown(rawName)} takes no value.`)
    } else if (value === undefined) mistake ??= wrong(`${shown(rawName)} needs a value.`)
    else if (kind === 'several') (options[name] as string[]).push(value)
    else options[name] = value
  }
  if (options['help'] === true) return { kind: 'help' }
  return (
    mistake ?? {
      kind: 'options',
      value: { options: options as never, operands, rest: end < 0 ? undefined : args.slice(end + 1) },
    }
  )
}

/** What was typed, in quotation marks, cut, and without what would garble a line. */
export function shown(text: string): string {
  const visible = visibleControls(text)
  return `“${visible.length > 80 ? `${visible.slice(0, 80)}…`.toWellFormed() : visible}”`
}

/** A whole number that was typed; undefined where it is none or out of bounds. */
export function wholeNumber(text: string, min: number, max: number): number | undefined {
  const value = /^\d{1,16}$/.test(text) ? Number(text) : NaN
  return value >= min && value <= max ? value : undefined
}

/** For an argument that was given where none belongs. */
export function unexpected([first = '']: string[]): Wrong {
  return wrong(`Unexpected argument ${shown(quoteArgument(first))}.`)
}
