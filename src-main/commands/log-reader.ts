import type { LocalClient } from '../client/local-client.ts'
import { type Answer, success } from '../contract/answer.ts'
import { limits } from '../contract/limits.ts'
import type { RunId } from '../contract/run.ts'

export interface LogPart {
  /** Which start of the run wrote it, from 1. */
  attempt: number
  /** Byte offset of its first byte. */
  from: number
  bytes: Buffer
}

const newline = 0x0a

/** The byte offset at which the last so many lines of the log begin; a last line without its newline counts as one. */
export async function findTail(client: LocalClient, runId: RunId, lines: number): Promise<Answer<number>> {
  const last = await client.request('readOutput', { runId, from: 'tail', count: limits.outputChunk })
  if (!last.ok) return last
  const { size, keptFrom } = last.value
  if (lines === 0) return success(size)
  let left = lines
  let { from } = last.value
  let bytes = Buffer.from(last.value.bytes, 'base64')
  // The newline at the very end begins no line.
  let end = size - 1
  for (;;) {
    for (let at = lastNewline(bytes, end - from); at >= 0; at = lastNewline(bytes, at)) {
      if (--left === 0) return success(from + at + 1)
    }
    if (from <= keptFrom) return success(keptFrom)
    end = from
    from = Math.max(keptFrom, end - limits.outputChunk)
    const part = await client.request('readOutput', { runId, from, count: end - from })
    if (!part.ok) return part
    bytes = Buffer.from(part.value.bytes, 'base64')
  }
}

/** Of the first so many bytes; -1 without one. */
function lastNewline(bytes: Buffer, length: number): number {
  return length > 0 ? bytes.lastIndexOf(newline, length - 1) : -1
}

/** The log from a byte offset to its end as it is now, or, followed, to the end of the run. */
export async function readLog(
  client: LocalClient,
  { runId, from, isFollowed }: { runId: RunId; from: number; isFollowed: boolean },
  take: (part: LogPart) => Promise<void>,
): Promise<Answer<null>> {
  let next = from
  let attempt = 0
  for (;;) {
    const answer = await client.request('readOutput', {
      runId,
      from: next,
      count: limits.outputChunk,
      wait: isFollowed ? limits.outputWait : 0,
    })
    if (!answer.ok) return answer
    const chunk = answer.value
    if (attempt > 0 && chunk.attempt > attempt && next > 0) {
      // Started again, with a log of its own.
      attempt = chunk.attempt
      next = 0
      continue
    }
    attempt = chunk.attempt
    const bytes = Buffer.from(chunk.bytes, 'base64')
    if (bytes.length > 0) await take({ attempt, from: chunk.from, bytes })
    next = chunk.from + bytes.length
    if (bytes.length === 0 && !(isFollowed && chunk.isLive)) return success(null)
  }
}
