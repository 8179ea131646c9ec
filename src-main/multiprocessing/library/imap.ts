import { chunksOf } from './chunks.ts'

/** How the items are handed to workers. */
export interface ChunkCalls<Value> {
  /** Calls the function for each item of a chunk, in one worker. */
  callChunk: (chunk: unknown[]) => Promise<Value[]>
  /** Items of a chunk, at most. */
  chunkSize: number
  /** Chunks that are under way at a time, at most. */
  ahead: number
}

/**
 * The results as they are asked for, in the order of the items, which are taken from a source that may be endless.
 * @param prepare called when the first result is asked for
 */
export async function* inOrder<Value>(
  items: Iterable<unknown> | AsyncIterable<unknown>,
  prepare: () => ChunkCalls<Value>,
): AsyncGenerator<Value, void, undefined> {
  const { callChunk, chunkSize, ahead } = prepare()
  const underWay: Promise<Value[]>[] = []
  for await (const chunk of chunksOf(items, chunkSize)) {
    underWay.push(handled(callChunk(chunk)))
    if (underWay.length >= ahead) yield* await (underWay.shift() ?? [])
  }
  for (const values of underWay) yield* await values
}

interface EndedChunk<Value> {
  values: Value[]
  /** Takes it from those that are under way. */
  remove: () => unknown
}

/** As `inOrder`, each chunk's results as soon as they are there. */
export async function* asTheyEnd<Value>(
  items: Iterable<unknown> | AsyncIterable<unknown>,
  prepare: () => ChunkCalls<Value>,
): AsyncGenerator<Value, void, undefined> {
  const { callChunk, chunkSize, ahead } = prepare()
  const underWay = new Set<Promise<EndedChunk<Value>>>()
  const add = (chunk: unknown[]): void => {
    const ended: Promise<EndedChunk<Value>> = callChunk(chunk).then((values) => ({
      values,
      remove: () => underWay.delete(ended),
    }))
    underWay.add(handled(ended))
  }
  const next = async (): Promise<Value[]> => {
    const { values, remove } = await Promise.race(underWay)
    remove()
    return values
  }
  for await (const chunk of chunksOf(items, chunkSize)) {
    add(chunk)
    if (underWay.size >= ahead) yield* await next()
  }
  while (underWay.size > 0) yield* await next()
}

/** Its failure is reported by whoever waits for it, not as an unhandled rejection meanwhile. */
function handled<Value>(promise: Promise<Value>): Promise<Value> {
  promise.catch(() => undefined)
  return promise
}
