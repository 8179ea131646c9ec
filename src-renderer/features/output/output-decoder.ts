import { createSafeOutput } from './safe-output.ts'

/** Turns a log's bytes, cut anywhere, into text that is safe to write to the terminal. */
export interface OutputDecoder {
  decode(bytes: Uint8Array): string
  /** What is left of a character that the end of the log cuts. */
  end(): string
}

/** Bytes that are not UTF-8 become U+FFFD. */
export function createOutputDecoder(): OutputDecoder {
  const utf8 = new TextDecoder('utf-8', { ignoreBOM: true })
  const safe = createSafeOutput()
  return {
    decode: (bytes) => safe.filter(utf8.decode(bytes, { stream: true })),
    end: () => safe.filter(utf8.decode()),
  }
}
