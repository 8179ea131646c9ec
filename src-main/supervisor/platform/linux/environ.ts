import { closeSync, openSync, readSync } from 'node:fs'
import { markerIn } from '../../launching/marker.ts'

const buffer = Buffer.alloc(65_536)

/** Longest environment that is looked through; the system allows a quarter of the stack's limit, 2 MiB as a rule (execve(2)). */
const longest = 2_097_152

/** The marker of one process; undefined if it has none, is gone, or belongs to another user. */
export function readMarker(pid: number): string | undefined {
  let descriptor: number
  try {
    descriptor = openSync(`/proc/${String(pid)}/environ`, 'r')
  } catch {
    return undefined
  }
  try {
    const length = readSync(descriptor, buffer, 0, buffer.length, 0)
    return markerIn(length < buffer.length ? buffer.subarray(0, length) : whole(descriptor))
  } catch {
    return undefined
  } finally {
    closeSync(descriptor)
  }
}

function whole(descriptor: number): Buffer {
  const block = Buffer.alloc(longest)
  let length = 0
  for (let read = -1; read !== 0 && length < longest; length += read) {
    read = readSync(descriptor, block, length, longest - length, length)
  }
  return block.subarray(0, length)
}
