import * as v from 'valibot'
import { hasControls } from './control-characters.ts'
import { limits } from './limits.ts'

/*
 * What a text of a task must be, so that it can become an argument, a variable, a path or a name of a process. Each check is
 * named by the code that its issue has.
 */

const encoder = new TextEncoder()

/** Whether a text has at most so many bytes in UTF-8. A UTF-16 code unit takes at most three: most texts need no counting. */
export const fits = (text: string, bytes: number): boolean =>
  text.length * 3 <= bytes || (text.length <= bytes && encoder.encode(text).byteLength <= bytes)

export const withoutNul = v.check<string, string>((text) => !text.includes('\0'), 'contains-nul')
/** UTF-16's halves of a character have no UTF-8: a program would get something else. */
export const whole = v.check<string, string>((text) => text.isWellFormed(), 'half-character')
export const notBlank = v.check<string, string>((text) => text.trim() !== '', 'blank')
export const atMostBytes = (bytes: number) =>
  v.check<string, string>((text) => fits(text, bytes), `too-long:${bytes} bytes`)

/** What a process can be given as one argument, or as a variable's name or value. */
export const argumentSchema = v.pipe(v.string('not-text'), withoutNul, whole, atMostBytes(limits.argumentBytes))

/** One line for a person: the name of a task, a function or a pool. */
export const nameSchema = v.pipe(
  v.string('not-text'),
  notBlank,
  whole,
  v.maxLength(limits.nameLength, `too-long:${limits.nameLength} characters`),
  v.check((name) => !hasControls(name), 'control-character'),
)

/** A path: its characters and its length. */
export const pathSchema = v.pipe(v.string('not-text'), notBlank, withoutNul, whole, atMostBytes(limits.folderBytes))
