import { type FileHandle, open } from 'node:fs/promises'
import type { RequestInput } from '../../contract/contract.ts'
import type { OutputChunk } from '../../contract/output.ts'

/** Milliseconds between two looks at a log that does not grow: the view refreshes ten times a second. */
const pollInterval = 100

/** A run's log as it is now, asked again before every look. */
export interface Log {
  attempt: number
  /** Undefined before the first attempt. */
  file: string | undefined
  isLive: boolean
  /** What came before this byte is gone. */
  keptFrom: number
  isRemoved: boolean
}

/** Reads part of a run's log by offset, waiting for more while the run lives. The child writes the file itself. */
export async function readOutput(
  look: () => Log,
  { from, count, wait = 0 }: RequestInput<'readOutput'>,
): Promise<OutputChunk> {
  const deadline = performance.now() + wait
  for (;;) {
    // Asked before reading: what a run wrote before its end is then read in the same turn.
    const log = look()
    const chunk = await readOnce(log, from, count)
    const isAtEnd = chunk.bytes === '' && chunk.from >= chunk.size
    if (!isAtEnd || !log.isLive || performance.now() >= deadline) return chunk
    await new Promise((resolve) => setTimeout(resolve, pollInterval))
  }
}

async function readOnce(log: Log, from: number | 'tail', count: number): Promise<OutputChunk> {
  const { attempt, file, isLive, isRemoved } = log
  const empty = { attempt, from: from === 'tail' ? 0 : from, bytes: '', size: 0, keptFrom: 0, isLive }
  if (file === undefined) return empty
  let handle: FileHandle
  try {
    handle = await open(file, 'r')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return empty
    throw error
  }
  try {
    const { size } = await handle.stat()
    const keptFrom = isRemoved ? size : Math.min(log.keptFrom, size)
    const start = Math.max(keptFrom, from === 'tail' ? size - count : from)
    const length = Math.max(0, Math.min(count, size - start))
    const { buffer, bytesRead } = await handle.read(Buffer.allocUnsafe(length), 0, length, start)
    return { attempt, from: start, bytes: buffer.toString('base64', 0, bytesRead), size, keptFrom, isLive }
  } finally {
    await handle.close()
  }
}
