/** C0, DEL, C1, line separators and what reorders text (Unicode Standard Annex 9). */
const harmful = /[\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069]/g

/** Text from a process, made safe for one row of a table: line breaks and tabs become spaces, other controls `�`. */
export function printable(text: string): string {
  return text.replace(/[\t\n\r]+/g, ' ').replace(harmful, '\ufffd')
}
