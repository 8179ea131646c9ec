import type { Piece } from './log-window.ts'
import { type OutputDecoder, createOutputDecoder } from './output-decoder.ts'

export interface PieceText {
  /** Text that a terminal draws: the pieces' bytes, and a dim line in place of each that is not shown. */
  textOf: (pieces: readonly Piece[]) => string
  /** The pieces that come are not a continuation of those before. */
  begin: () => void
}

/** @param gapText in place of so many bytes that are not shown, or that were removed */
export function createPieceText(gapText: (kind: 'gap' | 'removed', bytes: number) => string): PieceText {
  let decoder: OutputDecoder = createOutputDecoder()
  return {
    textOf: (pieces) =>
      pieces
        .map((piece) => {
          if (piece.kind === 'bytes') return decoder.decode(piece.bytes)
          const cut = decoder.end()
          decoder = createOutputDecoder()
          const before = piece.from === 0 ? '' : `${cut}\x1b[0m\n`
          return `${before}\x1b[2m… ${gapText(piece.kind, piece.until - piece.from)} …\x1b[0m\n`
        })
        .join(''),
    begin: () => {
      decoder = createOutputDecoder()
    },
  }
}
