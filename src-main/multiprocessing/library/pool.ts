import { availableParallelism } from 'node:os'
import { type Calls, PoolClosedError } from '../pools/calls.ts'
import type { TargetName } from '../worker/messages.ts'
import { type AsyncResult, OpenResult } from './async-result.ts'
import { refuseWhileImporting } from './main-process.ts'
import { checkedChunkSize, cut } from './chunks.ts'
import { timeLimitOf } from './errors.ts'
import { type ChunkCalls, asTheyEnd, inOrder } from './imap.ts'
import type { ApplyOptions, MapAsyncOptions, MapOptions, PoolOptions } from './pool-options.ts'
import { startWorkers } from './start-workers.ts'
import { type Target, checkedArgs, targetNameOf } from './target.ts'

type Callable = (...args: never[]) => unknown
/** If the caller does not say which function it is. */
type Unknown = (...args: unknown[]) => unknown
type UnknownOfOne = (item: unknown) => unknown
type Returned<Call extends Callable> = Awaited<ReturnType<Call>>

/**
 * A fixed number of worker processes, each of which runs one task after the other. What is submitted beyond that waits, in
 * order. A worker that dies fails the task that it ran, and is replaced.
 */
export class Pool {
  readonly #workers: Calls
  readonly #size: number

  /** @param processes Workers; by default as many as there are processors. */
  constructor(processes: number = availableParallelism(), options: PoolOptions = {}) {
    refuseWhileImporting('A pool')
    this.#workers = startWorkers(processes, options)
    this.#size = processes
  }

  /** Those that live, in order of their start. */
  get workers(): { name: string; pid: number | undefined }[] {
    return this.#workers.workers
  }

  /** Calls the function in a worker, without waiting for it. Throws a PoolClosedError after `close` or `terminate`. */
  applyAsync<Call extends Callable = Unknown>(
    target: Target,
    args: Parameters<Call> | [] = [],
    { kwargs, callback, errorCallback, timeoutMs }: ApplyOptions<Returned<Call>> = {},
  ): AsyncResult<Returned<Call>> {
    this.#refuseClosed()
    const timeout = timeLimitOf(timeoutMs)
    const all = kwargs === undefined ? checkedArgs(args) : [...checkedArgs(args), kwargs]
    const result = new OpenResult<Returned<Call>>(callback, errorCallback)
    this.#workers.call(targetNameOf(target), all, result, { timeout })
    return result
  }

  /** What the function returned in a worker. */
  async apply<Call extends Callable = Unknown>(
    target: Target,
    args: Parameters<Call> | [] = [],
    options: ApplyOptions<Returned<Call>> = {},
  ): Promise<Returned<Call>> {
    return this.applyAsync<Call>(target, args, options).get()
  }

  /** The results of the function for each item, in the order of the items. */
  async map<Call extends (item: never) => unknown = UnknownOfOne>(
    target: Target,
    items: Iterable<Parameters<Call>[0]>,
    options: MapOptions = {},
  ): Promise<Returned<Call>[]> {
    return this.mapAsync<Call>(target, items, options).get()
  }

  mapAsync<Call extends (item: never) => unknown = UnknownOfOne>(
    target: Target,
    items: Iterable<Parameters<Call>[0]>,
    options: MapAsyncOptions<Returned<Call>[]> = {},
  ): AsyncResult<Returned<Call>[]> {
    return this.starmapAsync<Call>(
      target,
      Array.from(items, (item) => [item] as unknown as Parameters<Call>),
      options,
    )
  }

  /** As `map`, with a list of arguments for each call. */
  async starmap<Call extends Callable = Unknown>(
    target: Target,
    lists: Iterable<Parameters<Call>>,
    options: MapOptions = {},
  ): Promise<Returned<Call>[]> {
    return this.starmapAsync<Call>(target, lists, options).get()
  }

  starmapAsync<Call extends Callable = Unknown>(
    target: Target,
    lists: Iterable<Parameters<Call>>,
    { chunkSize, callback, errorCallback }: MapAsyncOptions<Returned<Call>[]> = {},
  ): AsyncResult<Returned<Call>[]> {
    this.#refuseClosed()
    const name = targetNameOf(target)
    const all = Array.from(lists, checkedArgs)
    // As Python has it: four pieces for each worker.
    const size = checkedChunkSize(chunkSize ?? Math.max(1, Math.ceil(all.length / (this.#size * 4))))
    const result = new OpenResult<Returned<Call>[]>(callback, errorCallback)
    Promise.all(cut(all, size).map((chunk) => this.#mapChunk<Returned<Call>>(name, chunk))).then(
      (values) => result.resolve(values.flat(1)),
      (error: unknown) => result.reject(error),
    )
    return result
  }

  /** The results as they are asked for, in the order of the items, which are taken from a source that may be endless. */
  imap<Call extends (item: never) => unknown = UnknownOfOne>(
    target: Target,
    items: Iterable<Parameters<Call>[0]> | AsyncIterable<Parameters<Call>[0]>,
    { chunkSize = 1 }: MapOptions = {},
  ): AsyncGenerator<Returned<Call>, void, undefined> {
    return inOrder(items, () => this.#chunkCalls<Returned<Call>>(target, chunkSize))
  }

  /** As `imap`, each result as soon as it is there. */
  imapUnordered<Call extends (item: never) => unknown = UnknownOfOne>(
    target: Target,
    items: Iterable<Parameters<Call>[0]> | AsyncIterable<Parameters<Call>[0]>,
    { chunkSize = 1 }: MapOptions = {},
  ): AsyncGenerator<Returned<Call>, void, undefined> {
    return asTheyEnd(items, () => this.#chunkCalls<Returned<Call>>(target, chunkSize))
  }

  /** No more tasks: the workers end after those that are there. */
  close(): void {
    this.#workers.close()
  }

  /** Ends the workers at once; what is unfinished fails with a PoolClosedError. */
  terminate(): void {
    this.#workers.terminate()
  }

  /** Resolves when all workers have ended. Rejects before `close` or `terminate`: they would not end. */
  async join(): Promise<void> {
    if (!this.#workers.isClosed)
      throw new Error('Call close() or terminate() before join(): the workers of an open pool do not end.')
    await this.#workers.join()
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.terminate()
    await this.join()
  }

  #refuseClosed(): void {
    if (this.#workers.isClosed) throw new PoolClosedError('The pool is closed: it takes no more tasks.')
  }

  /** Throws a PoolClosedError, a TypeError if the target names no function, or a RangeError. */
  #chunkCalls<Value>(target: Target, chunkSize: number): ChunkCalls<Value> {
    this.#refuseClosed()
    const name = targetNameOf(target)
    const callChunk = (chunk: unknown[]): Promise<Value[]> =>
      this.#mapChunk(
        name,
        chunk.map((item) => [item]),
      )
    return { callChunk, chunkSize: checkedChunkSize(chunkSize), ahead: this.#size * 2 }
  }

  #mapChunk<Value>(target: TargetName, lists: unknown[][]): Promise<Value[]> {
    const result = new OpenResult<Value[]>()
    this.#workers.call(target, lists, result, { isMany: true })
    return result.get()
  }
}
