/*
 * Parts of character classes, for regular expressions. Text from elsewhere that has such characters garbles a row of a
 * table, a line of a terminal, or what stands beside it.
 */

/** C0, DEL and C1 (ISO 6429): tabs and newlines are among them. */
export const controls = String.raw`\u0000-\u001f\u007f-\u009f`

/** What changes the direction of the text that follows (Unicode Standard Annex 9). */
export const bidirectionalControls = String.raw`\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069`

const anyControl = new RegExp(`[${controls}]`)
const everyControl = new RegExp(`[${controls}]`, 'g')

export function hasControls(text: string): boolean {
  return anyControl.test(text)
}

export function replaceControls(text: string, by: string | ((character: string) => string)): string {
  return typeof by === 'string' ? text.replace(everyControl, by) : text.replace(everyControl, by)
}
