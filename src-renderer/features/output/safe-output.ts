import { bidirectionalControls } from '../../../src-main/contract/control-characters.ts'
import { sgrThatShows } from './sgr.ts'

/**
 * A filter between a program's output and the terminal, with memory across chunks. What comes out holds text, `\n`,
 * `\r`, `\t`, `\b`, SGR (colours) and movement of the cursor by lines and columns; everything else that a terminal
 * would act on is dropped: titles, the clipboard (OSC 52), hyperlinks, DCS, APC, PM, queries, resets, the bell,
 * character sets. C1 forms become U+FFFD and bidi controls are spelled out, since both could make text lie.
 */
export interface SafeOutput {
  /** The next stretch of decoded output, cut anywhere. */
  filter(text: string): string
}

/** Where in a control sequence the stretch before ended. */
type State =
  | { kind: 'text' }
  /** After ESC. */
  | { kind: 'escape' }
  /** After ESC and an intermediate: `ESC ( 0`, say. */
  | { kind: 'escape-intermediate' }
  /** After CSI; `body` is what came since, too long where it is undefined. */
  | { kind: 'csi'; body: string | undefined }
  /** Within OSC, DCS, APC, PM or SOS. */
  | { kind: 'string' }

/** A real sequence is far shorter; a longer one acts on nothing. */
const longestSequence = 128

// \b, \t, \n and \r stay: 08, 09, 0a, 0d.
const notPlain = new RegExp(`[\\x00-\\x07\\x0b\\x0c\\x0e-\\x1f\\x7f-\\x9f${bidirectionalControls}]`, 'g')

export function createSafeOutput(): SafeOutput {
  let state: State = { kind: 'text' }
  return {
    filter(text) {
      let out = ''
      let at = 0
      while (at < text.length) {
        if (state.kind === 'text') {
          notPlain.lastIndex = at
          const next = notPlain.exec(text)?.index ?? text.length
          out += text.slice(at, next)
          if (next === text.length) break
          at = next + 1
          if (text[next] === '\x1b') state = { kind: 'escape' }
          else out += inPlaceOf(text.charCodeAt(next))
          continue
        }
        const step = advance(state, text[at] ?? '')
        state = step.state
        out += step.out
        if (step.isTaken) at++
      }
      return out
    },
  }
}

interface Step {
  state: State
  out: string
  /** False where the character did not belong to the sequence and is looked at again. */
  isTaken: boolean
}

function advance(state: Exclude<State, { kind: 'text' }>, character: string): Step {
  const code = character.charCodeAt(0)
  switch (state.kind) {
    case 'escape':
      if (character === '[') return taken({ kind: 'csi', body: '' })
      if (']PX^_'.includes(character)) return taken({ kind: 'string' })
      if (code >= 0x20 && code <= 0x2f) return taken({ kind: 'escape-intermediate' })
      return code >= 0x30 && code <= 0x7e ? taken({ kind: 'text' }) : notTaken
    case 'escape-intermediate':
      if (code >= 0x20 && code <= 0x2f) return taken(state)
      return code >= 0x30 && code <= 0x7e ? taken({ kind: 'text' }) : notTaken
    case 'csi':
      if (code >= 0x20 && code <= 0x3f) return taken({ kind: 'csi', body: longer(state.body, character) })
      if (code >= 0x40 && code <= 0x7e) {
        return { state: { kind: 'text' }, out: allowedSequence(state.body, character), isTaken: true }
      }
      return notTaken
    case 'string':
      // A line break ends it too: one that a program forgot to close would hide all that follows.
      if (character === '\n' || character === '\x1b') return notTaken
      return taken(['\x07', '\x18', '\x1a', '\x9c'].includes(character) ? { kind: 'text' } : state)
  }
}

const notTaken: Step = { state: { kind: 'text' }, out: '', isTaken: false }

function taken(state: State): Step {
  return { state, out: '', isTaken: true }
}

function longer(body: string | undefined, character: string): string | undefined {
  return body === undefined || body.length >= longestSequence ? undefined : body + character
}

/** Up, down, right, left, next line, previous line, column, erase in line. */
const lineMovement = 'ABCDEFGK'

function allowedSequence(body: string | undefined, final: string): string {
  if (body === undefined) return ''
  if (final === 'm' && /^[0-9;:]*$/.test(body)) return sgrThatShows(body)
  return lineMovement.includes(final) && /^[0-9]{0,4}$/.test(body) ? `\x1b[${body}${final}` : ''
}

function inPlaceOf(code: number): string {
  if (code === 0x0b || code === 0x0c) return '\n'
  if (code < 0x20 || code === 0x7f) return ''
  if (code < 0xa0) return '\ufffd'
  return `<U+${code.toString(16).toUpperCase().padStart(4, '0')}>`
}
