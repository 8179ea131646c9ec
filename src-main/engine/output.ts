import { type FileHandle, open } from 'node:fs/promises'
import type { OutputChunk } from '../contract/contract.ts'
import type { Run } from './run.ts'
import { logFileOf } from './run.ts'

/** Milliseconds between two looks at a log that does not grow: the view refreshes ten times a second. */
const pollInterval = 100

export interface OutputQuery {
  from: number | 'tail'
  count: number
  /** Milliseconds. */
  wait: number
}

/** Reads part of a run's log by offset, waiting for more while the run lives. The child writes the file itself. */
export async function readOutput(run: Run, logFolder: string, query: OutputQuery): Promise<OutputChunk> {
  const deadline = performance.now() + query.wait
  for (;;) {
    // Asked before reading: what a run wrote before its end is then read in the same turn.
    const isLive = run.life.phase !== 'ended'
    const chunk = await readOnce(run, logFolder, query)
    const isAtEnd = chunk.bytes === '' && chunk.from >= chunk.size
    if (!isAtEnd || !isLive || performance.now() >= deadline) return { ...chunk, isLive }
    await new Promise((resolve) => setTimeout(resolve, pollInterval))
  }
}

async function readOnce(
  run: Run,
  logFolder: string,
  { from, count }: OutputQuery,
): Promise<Omit<OutputChunk, 'isLive'>> {
  const { attempt } = run.life
  const empty = { attempt, from: from === 'tail' ? 0 : from, bytes: '', size: 0, keptFrom: 0 }
  const file = logFileOf(run, logFolder)
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
    const start = from === 'tail' ? Math.max(0, size - count) : from
    const length = Math.max(0, Math.min(count, size - start))
    const { buffer, bytesRead } = await handle.read(Buffer.allocUnsafe(length), 0, length, start)
    return { attempt, from: start, bytes: buffer.toString('base64', 0, bytesRead), size, keptFrom: 0 }
  } finally {
    await handle.close()
  }
}
