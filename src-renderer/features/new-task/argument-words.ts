/** A typed line as arguments, or what keeps it from being one. */
export type Words = { ok: true; argv: string[] } | { ok: false; problem: 'open-quote' | 'open-backslash' }

/**
 * Splits a line as a POSIX shell splits words (XCU 2.2, Quoting): single and double quotes, backslashes, a backslash
 * before a newline joins lines. Nothing is expanded: `$HOME`, `*` and `|` are ordinary characters.
 */
export function splitWords(line: string): Words {
  const argv: string[] = []
  let word: string | undefined
  let at = 0
  while (at < line.length) {
    const character = line[at] ?? ''
    if (/[ \t\r\n]/.test(character)) {
      if (word !== undefined) argv.push(word)
      word = undefined
      at++
    } else if (character === "'") {
      const end = line.indexOf("'", at + 1)
      if (end === -1) return { ok: false, problem: 'open-quote' }
      word = (word ?? '') + line.slice(at + 1, end)
      at = end + 1
    } else if (character === '"') {
      const quoted = doubleQuoted(line, at + 1)
      if (!quoted) return { ok: false, problem: 'open-quote' }
      word = (word ?? '') + quoted.text
      at = quoted.end
    } else if (character === '\\') {
      if (at + 1 === line.length) return { ok: false, problem: 'open-backslash' }
      if (line[at + 1] !== '\n') word = (word ?? '') + (line[at + 1] ?? '')
      at += 2
    } else {
      word = (word ?? '') + character
      at++
    }
  }
  if (word !== undefined) argv.push(word)
  return { ok: true, argv }
}

/** From behind the opening quote; `end` is behind the closing one. Undefined where there is none. */
function doubleQuoted(line: string, from: number): { text: string; end: number } | undefined {
  let text = ''
  for (let at = from; at < line.length; at++) {
    const character = line[at] ?? ''
    if (character === '"') return { text, end: at + 1 }
    const next = line[at + 1] ?? ''
    if (character === '\\' && '$`"\\\n'.includes(next) && next !== '') {
      if (next !== '\n') text += next
      at++
    } else text += character
  }
  return undefined
}
