import { readFileSync } from 'node:fs'

/** Something that a process did to a file of its folder, as trace-writes.c recorded it. `file` is an inode number. */
export type Operation =
  | { kind: 'created' | 'linked'; file: number; name: string }
  | { kind: 'wrote'; file: number; at: number; bytes: Buffer }
  /** Its length was set. */
  | { kind: 'cut'; file: number; length: number }
  | { kind: 'synced'; file: number }
  /** `file` is the folder’s. */
  | { kind: 'folder-synced'; file: number }
  | { kind: 'renamed'; file: number; from: string; name: string }
  | { kind: 'unlinked'; name: string }

export type Traced = Operation & {
  /** Length of the trace with this operation in it: how long the file was once it had happened. */
  end: number
}

/** Bytes before the contents: type, file, offset, length. */
const headLength = 32

export function readTrace(file: string): Traced[] {
  const trace = readFileSync(file)
  const operations: Traced[] = []
  for (let at = 0; at < trace.length;) {
    const number = (index: number): number => Number(trace.readBigUInt64LE(at + 8 * index))
    const [type, inode, offset] = [number(0), number(1), number(2)]
    const end = at + headLength + number(3)
    operations.push({ ...operationOf(type, inode, offset, trace.subarray(at + headLength, end)), end })
    at = end
  }
  return operations
}

function operationOf(type: number, file: number, offset: number, bytes: Buffer): Operation {
  switch (type) {
    case 1:
      return { kind: 'created', file, name: namesIn(bytes)[0] }
    case 2:
      return { kind: 'wrote', file, at: offset, bytes }
    case 3:
      return { kind: 'cut', file, length: offset }
    case 4:
      return { kind: 'synced', file }
    case 5:
      return { kind: 'folder-synced', file }
    case 6: {
      const [from, name] = namesIn(bytes)
      return { kind: 'renamed', file, from, name }
    }
    case 7:
      return { kind: 'linked', file, name: namesIn(bytes)[0] }
    case 8:
      return { kind: 'unlinked', name: namesIn(bytes)[0] }
    default:
      throw new Error(`The trace has a record of type ${String(type)}.`)
  }
}

function namesIn(bytes: Buffer): [string, string] {
  const [first = '', second = ''] = bytes.toString().split('\0')
  return [first, second]
}
