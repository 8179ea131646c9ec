import type { Json } from '../contract/json.ts'

/** An argument of a function, as it is typed: what is not JSON is text. */
export function readJsonArgument(text: string): Json {
  try {
    return JSON.parse(text) as Json
  } catch {
    return text
  }
}
