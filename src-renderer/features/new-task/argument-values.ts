import type { Json } from '../../../src-main/contract/json.ts'

/** How a typed argument is read; `empty` where nothing is typed. */
export type Reading = 'empty' | 'text' | 'number' | 'boolean' | 'nothing' | 'list' | 'object'

/** JSON as what it says, everything else as the text that it is. */
export function readValue(text: string): { reading: Reading; value: Json } {
  if (text.trim() === '') return { reading: 'empty', value: null }
  try {
    const value = JSON.parse(text) as Json
    return { reading: readingOf(value), value }
  } catch {
    return { reading: 'text', value: text }
  }
}

function readingOf(value: Json): Reading {
  if (value === null) return 'nothing'
  if (Array.isArray(value)) return 'list'
  if (typeof value === 'string') return 'text'
  return typeof value === 'number' ? 'number' : typeof value === 'boolean' ? 'boolean' : 'object'
}

/** What is typed to be read as this value. */
export function typedAs(value: Json): string {
  if (typeof value !== 'string') return JSON.stringify(value)
  return readValue(value).reading === 'text' && readValue(value).value === value ? value : JSON.stringify(value)
}

/** Typed arguments as the call has them: what is empty at the end is left out, what is empty before that is null. */
export function argumentsOf(texts: readonly string[]): Json[] {
  return texts.slice(0, givenCount(texts)).map((text) => readValue(text).value)
}

/** How many of them the call has. */
export function givenCount(texts: readonly string[]): number {
  return texts.findLastIndex((text) => text.trim() !== '') + 1
}
