// @ts-check
import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { root } from './set-up/folders.mjs'

/**
 * Phrases that a reader has to read twice, and what to write instead.
 * @type {[phrase: RegExp, instead: string][]}
 */
const banned = [
  [/\bby (itself|themselves)\b/i, 'automatically'],
  [/\banew\b/i, 'again'],
  [/\bwhat lives\b/i, 'running'],
  [/\bwhere none (runs|does)\b/i, 'if none is running'],
  [/\bshall become\b/i, 'should happen'],
  [/\bone argument too many\b/i, 'an unexpected argument'],
  [/\bcounts (at once|from)\b/i, 'applies'],
  [/\btells more\b/i, 'shows more'],
  [/\bin any case\b/i, 'always'],
  [/\bheld still\b/i, 'paused'],
  [/\bLinux alone\b/i, 'only on Linux'],
  [/\bJSON cannot say\b/i, 'cannot be written as JSON'],
  [/\bor the like\b/i, 'such as'],
  [/\bended already\b/i, 'had already ended'],
  [/\bclosed in order\b/i, 'closed cleanly'],
  [/\bwhat becomes of\b/i, 'what happens to'],
  [/\bis not there: no\b/i, 'was not found: no'],
]

/** What a person reads: locale files, documents, and the sentences in the code. */
const read = [
  'src-renderer/**/en.ts',
  'docs/**/*.md',
  'README.md',
  'CONTRIBUTING.md',
  'ARCHITECTURE.md',
  'CHANGELOG.md',
  'src-main/**/*.ts',
  'src-renderer/**/*.vue',
]

/**
 * The banned phrases of a text that a person reads.
 * @param {string} file decides what of it is read: of source code the quoted text alone
 * @param {string} text
 * @returns {string[]} `FILE:LINE: “phrase”: write “instead”`
 */
export function bannedIn(file, text) {
  return text.split('\n').flatMap((line, index) => {
    const shown = file.endsWith('.md') ? line : quotedIn(line)
    return banned.flatMap(([phrase, instead]) => {
      const [found] = phrase.exec(shown) ?? []
      return found === undefined ? [] : [`${file}:${index + 1}: “${found}”: write “${instead}”`]
    })
  })
}

/**
 * Comments are for another reader.
 * @param {string} line
 */
function quotedIn(line) {
  if (/^\s*(\/\/|\/?\*)/.test(line)) return ''
  return line.replace(/\/\/.*$/, '')
}

/**
 * @param {string} [folder] of the project
 * @returns {string[]} of every file that a person reads
 */
export function bannedHere(folder = root) {
  const files = read.flatMap((pattern) => globSync(pattern, { cwd: folder })).sort()
  return files.flatMap((file) => bannedIn(file, readFileSync(join(folder, file), 'utf8')))
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const found = bannedHere()
  for (const line of found) console.log(line)
  process.exitCode = found.length > 0 ? 1 : 0
}
