import { bidirectionalControls, controls } from '../../contract/control-characters.ts'

/** Line separators (U+2028, U+2029) too. */
const harmful = new RegExp(`[${controls}${bidirectionalControls}\\u2028\\u2029]`, 'g')

/** Text from a process, made safe for one row of a table: line breaks and tabs become spaces, other controls `�`. */
export function printable(text: string): string {
  return text.replace(/[\t\n\r]+/g, ' ').replace(harmful, '\ufffd')
}
