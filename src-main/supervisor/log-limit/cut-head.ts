import { closeSync, openSync, readSync, writeSync } from 'node:fs'

interface Cut {
  file: string
  /** The first byte that is kept is this one, or one a little behind it. */
  wanted: number
  /** Where the kept part begins now. */
  keptFrom: number
  /** Bytes behind the wanted place in which the end of a line is looked for. */
  reach: number
}

/**
 * Removes the oldest part of a log that is being written to: what is kept stays where it is, and a line that says how much
 * is missing ends where it begins. Answers with that line's first byte; undefined if the disk's space could not be given
 * back, and then the log is as it was. Rejects with the system's error.
 * @param note Called before anything is lost with where the log begins, and again where it was not lost after all.
 * @param giveBack Gives the space of a file's first bytes back; false if it cannot.
 */
export async function cutHead(
  { file, wanted, keptFrom, reach }: Cut,
  note: (keptFrom: number) => void,
  giveBack: (file: string, length: number) => Promise<boolean>,
): Promise<number | undefined> {
  // Not opened for appending: pwrite(2) would append wherever it is told to write.
  const descriptor = openSync(file, 'r+')
  try {
    const begin = wanted + placeOfLine(descriptor, wanted, reach)
    const marking = Buffer.from(`… ${begin} bytes of earlier output were removed here …\n`)
    const from = begin - marking.length
    if (from <= keptFrom) return undefined
    const covered = Buffer.alloc(marking.length)
    readSync(descriptor, covered, 0, covered.length, from)
    writeSync(descriptor, marking, 0, marking.length, from)
    note(from)
    if (await giveBack(file, from)) return from
    writeSync(descriptor, covered, 0, covered.length, from)
    note(keptFrom)
    return undefined
  } finally {
    closeSync(descriptor)
  }
}

/** How far behind a place the next line begins; where no line ends nearby, the next character (UTF-8). */
function placeOfLine(descriptor: number, place: number, reach: number): number {
  const buffer = Buffer.alloc(reach)
  const bytes = buffer.subarray(0, readSync(descriptor, buffer, 0, reach, place))
  const lineEnd = bytes.indexOf(0x0a)
  if (lineEnd >= 0) return lineEnd + 1
  const character = bytes.subarray(0, 4).findIndex((byte) => (byte & 0xc0) !== 0x80)
  return Math.max(0, character)
}
