/** So many at a time, the last ones fewer. */
export function cut<Item>(items: readonly Item[], size: number): Item[][] {
  const chunks: Item[][] = []
  for (let start = 0; start < items.length; start += size) chunks.push(items.slice(start, start + size))
  return chunks
}

/** The same of a source that may be endless: it is asked for no more than is taken. */
export async function* chunksOf<Item>(
  items: Iterable<Item> | AsyncIterable<Item>,
  size: number,
): AsyncGenerator<Item[], void, undefined> {
  let chunk: Item[] = []
  for await (const item of items) {
    chunk.push(item)
    if (chunk.length < size) continue
    yield chunk
    chunk = []
  }
  if (chunk.length > 0) yield chunk
}

/** Throws a RangeError if it is no whole number from 1 on. */
export function checkedChunkSize(size: number): number {
  if (Number.isInteger(size) && size >= 1) return size
  throw new RangeError(`chunkSize must be a whole number from 1 on, not ${String(size)}.`)
}
