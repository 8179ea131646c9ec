import type { OutputChunk } from '../../../src-main/contract/output.ts'

/** A stretch of the log, or the place of one that is not shown, or is no more. Byte offsets; `until` is exclusive. */
export type Piece =
  | { kind: 'bytes'; from: number; bytes: Uint8Array; lines: number }
  | { kind: 'gap'; from: number; until: number }
  | { kind: 'removed'; from: 0; until: number }

/** The part of one attempt's log that the panel holds: pieces without holes between `from` and `end`. */
export interface LogWindow {
  attempt: number
  from: number
  end: number
  /** Of the whole log, when it was last read. */
  size: number
  /** What came before this byte offset is gone: `size` where the whole log was removed. */
  keptFrom: number
  isLive: boolean
  pieces: readonly Piece[]
}

/** How much a window holds at most. */
export interface WindowBounds {
  bytes: number
  lines: number
}

const newline = 0x0a
/** A line that is longer than this is shown from its middle on. */
const longestLineStart = 16 * 1024

/** The window over a first chunk, from the beginning of a line on. */
export function openWindow(chunk: OutputChunk, bounds: WindowBounds): LogWindow {
  const base = { attempt: chunk.attempt, ...standOf(chunk) }
  const piece = pieceOf(chunk.from, fromBase64(chunk.bytes))
  const end = piece.from + piece.bytes.length
  const pieces = piece.bytes.length === 0 ? [] : afterRemoved(fromLineStart(piece), chunk)
  return withinBounds({ ...base, from: pieces[0]?.from ?? end, end, pieces }, bounds)
}

/** The window after a later chunk, and the pieces that are new. Where the chunk begins past the end, a gap is one of them. */
export function append(
  log: LogWindow,
  chunk: OutputChunk,
  bounds: WindowBounds,
): { log: LogWindow; added: readonly Piece[] } {
  const added: Piece[] = []
  let piece = pieceOf(chunk.from, fromBase64(chunk.bytes))
  if (piece.from > log.end) {
    piece = fromLineStart(piece)
    added.push({ kind: 'gap', from: log.end, until: piece.from })
  }
  if (piece.bytes.length > 0) added.push(piece)
  const end = added.length === 0 ? log.end : piece.from + piece.bytes.length
  const next = { ...log, end, ...standOf(chunk), pieces: [...log.pieces, ...added] }
  return { log: withinBounds(next, bounds), added }
}

/** The window with the chunk that ends where it began, or with the mark that nothing before it is left. */
export function prepend(log: LogWindow, chunk: OutputChunk): LogWindow {
  const stand = standOf(chunk)
  const bytes = fromBase64(chunk.bytes).subarray(0, Math.max(0, log.from - chunk.from))
  const piece = fromLineStart(pieceOf(chunk.from, bytes))
  if (piece.bytes.length > 0) {
    const pieces = [...afterRemoved(piece, chunk), ...log.pieces]
    return { ...log, ...stand, from: pieces[0]?.from ?? log.from, pieces }
  }
  if (chunk.keptFrom < chunk.from || chunk.keptFrom === 0) return { ...log, ...stand }
  return { ...log, ...stand, from: 0, pieces: [{ kind: 'removed', from: 0, until: log.from }, ...log.pieces] }
}

function standOf({ size, keptFrom, isLive }: OutputChunk): Pick<LogWindow, 'size' | 'keptFrom' | 'isLive'> {
  return { size, keptFrom, isLive }
}

/** What a chunk gave, behind the mark of what was removed where nothing else lies before it. */
function afterRemoved(piece: Piece & { kind: 'bytes' }, { from, keptFrom }: OutputChunk): Piece[] {
  return keptFrom > 0 && from <= keptFrom ? [{ kind: 'removed', from: 0, until: piece.from }, piece] : [piece]
}

/** What the pieces hold together. */
export function contentOf(log: LogWindow): WindowBounds {
  const held = { bytes: 0, lines: 0 }
  for (const piece of log.pieces) {
    if (piece.kind !== 'bytes') continue
    held.bytes += piece.bytes.length
    held.lines += piece.lines
  }
  return held
}

/** Drops from the front, whole lines first, what is too much. */
function withinBounds(log: LogWindow, bounds: WindowBounds): LogWindow {
  const held = contentOf(log)
  let excessBytes = held.bytes - bounds.bytes
  let excessLines = held.lines - bounds.lines
  if (excessBytes <= 0 && excessLines <= 0) return log
  const pieces = [...log.pieces]
  for (let first = pieces[0]; first; first = pieces[0]) {
    if (first.kind === 'bytes') {
      if (excessBytes <= 0 && excessLines <= 0) break
      const cut = cutOf(first, excessBytes, excessLines)
      if (cut < first.bytes.length) {
        pieces[0] = pieceOf(first.from + cut, first.bytes.subarray(cut))
        break
      }
      excessBytes -= first.bytes.length
      excessLines -= first.lines
    }
    pieces.shift()
  }
  return { ...log, pieces, from: pieces[0]?.from ?? log.end }
}

/** How many bytes to drop from the front of a piece so that both excesses are gone and it begins with a line. */
function cutOf(piece: Piece & { kind: 'bytes' }, excessBytes: number, excessLines: number): number {
  let cut = 0
  for (let line = 0; line < excessLines || cut < excessBytes; line++) {
    const end = piece.bytes.indexOf(newline, cut)
    if (end === -1) return Math.max(cut, Math.min(excessBytes, piece.bytes.length))
    cut = end + 1
  }
  return cut
}

function fromLineStart(piece: Piece & { kind: 'bytes' }): Piece & { kind: 'bytes' } {
  if (piece.from === 0) return piece
  const end = piece.bytes.subarray(0, longestLineStart).indexOf(newline)
  return end === -1 ? piece : pieceOf(piece.from + end + 1, piece.bytes.subarray(end + 1))
}

function pieceOf(from: number, bytes: Uint8Array): Piece & { kind: 'bytes' } {
  let lines = 0
  for (let at = bytes.indexOf(newline); at !== -1; at = bytes.indexOf(newline, at + 1)) lines++
  return { kind: 'bytes', from, bytes, lines }
}

function fromBase64(text: string): Uint8Array {
  const binary = atob(text)
  const bytes = new Uint8Array(binary.length)
  for (let at = 0; at < bytes.length; at++) bytes[at] = binary.charCodeAt(at)
  return bytes
}
