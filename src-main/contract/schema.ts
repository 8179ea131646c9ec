import * as v from 'valibot'
import { isPlainObject } from './plain-object.ts'

/*
 * Valibot's own `strictObject` and `record` also take arrays, maps and the like, `record` drops some names without a
 * word, and `array` parses every item (and keeps an issue for each) before its length is looked at. These do not.
 */

const plainObject = (code: string) => v.custom<Record<string, unknown>>(isPlainObject, code)

/** An object with these fields and no other. */
export function fields<const Entries extends v.ObjectEntries>(entries: Entries) {
  return v.pipe(v.unknown(), v.check(isPlainObject, 'not-an-object'), v.strictObject(entries))
}

/** A whole number within these bounds, both of them included. */
export const wholeNumber = (min: number, max: number) =>
  v.pipe(
    v.number('not-a-number'),
    v.integer('not-whole'),
    v.minValue(min, `too-small:${min}`),
    v.maxValue(max, `too-large:${max}`),
  )

/** A list of one to `max` items. */
export function list<const Item extends v.GenericSchema>(item: Item, max: number) {
  return v.pipe(
    v.custom<unknown[]>(Array.isArray, 'not-a-list'),
    v.minLength(1, 'blank'),
    v.maxLength(max, `too-many:${max}`),
    v.array(item),
  )
}

/** Names that JavaScript's objects have a meaning for. */
const unusableNames = ['__proto__', 'prototype', 'constructor']

/** An object that maps at most `max` names to values. */
export function mapping<Name extends v.GenericSchema<string, string>, const Value extends v.GenericSchema>(
  name: Name,
  value: Value,
  max: number,
  code: string,
) {
  return v.pipe(
    plainObject(code),
    v.check((entries) => Object.keys(entries).length <= max, `too-many:${max}`),
    v.rawCheck(({ dataset, addIssue }) => {
      if (!dataset.typed) return
      const input = dataset.value
      for (const key of unusableNames.filter((unusable) => Object.hasOwn(input, unusable))) {
        addIssue({
          message: 'unusable-name',
          path: [{ type: 'object', origin: 'key', input, key, value: input[key] }],
        })
      }
    }),
    v.record(name, value),
  )
}
