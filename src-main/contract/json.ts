import { isPlainObject } from './plain-object.ts'

/** What JSON can say. */
export type Json = string | number | boolean | null | Json[] | { [name: string]: Json }

/** Levels that lists and objects may be nested: V8's own JSON would overflow its stack some thousands further down. */
const deepest = 1_000

/** Whether JSON gives it back as it is: no undefined, no NaN, no object of a class, no list with holes, nothing in a circle. */
export function isJson(value: unknown, depth = 0): value is Json {
  switch (typeof value) {
    case 'string':
    case 'boolean':
      return true
    case 'number':
      return Number.isFinite(value)
    case 'object': {
      if (value === null) return true
      if (depth === deepest) return false
      const isPart = (part: unknown): boolean => isJson(part, depth + 1)
      // `every` passes over holes.
      if (Array.isArray(value)) return Array.from(value as unknown[]).every(isPart)
      return isPlainObject(value) && Object.values(value).every(isPart)
    }
    default:
      return false
  }
}
