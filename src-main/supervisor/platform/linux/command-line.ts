import { closeSync, openSync, readSync } from 'node:fs'
import { limits } from '../../../contract/limits.ts'
import { printable } from '../printable.ts'

// UTF-8 needs at most 4 bytes for a code point, 3 for one code unit.
const buffer = Buffer.alloc(limits.shownCommandLength * 4)

/** The arguments of a process for showing, cut; the name in brackets where it has none (a kernel thread, a zombie). */
export function readCommandLine(pid: number, name: string): string {
  const bytes = readStart(pid)
  const text = bytes.toString().replace(/\0+$/, '').replaceAll('\0', ' ')
  if (text.trim() === '') return `[${name}]`
  const clean = printable(text)
  return clean.length > limits.shownCommandLength ? `${clean.slice(0, limits.shownCommandLength - 1)}…` : clean
}

function readStart(pid: number): Buffer {
  let descriptor: number | undefined
  try {
    descriptor = openSync(`/proc/${String(pid)}/cmdline`, 'r')
    return buffer.subarray(0, readSync(descriptor, buffer, 0, buffer.length, 0))
  } catch {
    return buffer.subarray(0, 0)
  } finally {
    if (descriptor !== undefined) closeSync(descriptor)
  }
}
