import { deserialize, serialize } from 'node:v8'
import type { Json } from '../../contract/json.ts'
import type { FunctionError } from '../../contract/run.ts'
import type { Thrown } from './thrown.ts'

/*
 * What crosses between a process and a worker that it started, as frames (frames.ts). A frame's number names a task, a
 * target or a message queue. Values travel as the structured clone algorithm has them (node:v8), or as JSON if that is
 * the same: several of those then share a frame, which makes small tasks several times as fast.
 */

/** Kinds of frames to a worker. */
export const toWorker = {
  /** Number: the target's, from now on. Content: JSON of a `TargetName`. */
  target: 1,
  /** JSON of a list of `PlainTask`. */
  tasks: 2,
  /** Number: the task's. Content: a cloned `ClonedTask`. */
  task: 3,
  /** Content: a cloned `ProcessWork`. The child does it, and ends when nothing is left to do, as any program does. */
  run: 4,
  /** No task follows: the worker ends after those that it has. */
  finish: 5,
  /** Whether what it has loaded is as it was: answered by `fresh` or `stale`. */
  check: 6,
  /** JSON of a `CallRequest`, one at a time: answered by `begun`, then `called`. */
  call: 7,
} as const

/** Kinds of frames from a worker. */
export const fromWorker = {
  /** It can be given work. */
  ready: 16,
  /** JSON of a list of `PlainResult`. */
  results: 17,
  /** Number: the task's. Content: a cloned `ClonedResult`. */
  result: 18,
  /** Number: the task's. Content: a cloned `Failure`. */
  failed: 19,
  fresh: 20,
  /** A file that it has loaded was changed since: it would run what it was. */
  stale: 21,
  /** The module of a call is there, and the function is called now. */
  begun: 22,
  /** JSON of a `CallReply`. */
  called: 23,
  /** Number: the target's. Its module is being imported, for the first time here. */
  importing: 24,
  /** Number: the target's. It is, or it failed. */
  imported: 25,
} as const

/** An exported function: the module's URL, and the export's name. */
export interface TargetName {
  module: string
  export: string
}

/** Number, target, arguments; with `isMany` a list of lists of them: the function is called for each, one after another. */
export type PlainTask =
  [task: number, target: number, args: Plain[]] | [task: number, target: number, lists: Plain[][], isMany: true]
export type ClonedTask = [target: number, args: unknown[], isMany: boolean, hasQueues: boolean]
/** Number, milliseconds that it took, and what it returned; absent for undefined. */
export type PlainResult = [task: number, time: number, value?: Plain | Plain[]]
export type ClonedResult = [time: number, value: unknown]
export type Failure = [time: number, thrown: Thrown]

/** A function of the app, in values of JSON. Python's workers speak of them in the same way (python/worker.py). */
export interface CallRequest {
  /** Absolute path. */
  module: string
  name: string
  args: Json[]
  /** Where it runs: absolute. */
  folder: string
  /** Gets all output of the process until the function has ended. */
  logFile: string
  /** Bytes; a result that takes more as JSON is not sent. */
  resultBytes: number
}

/** What came of the call: `result` is JSON, absent if it returned nothing; `tooLarge`: bytes of one that is not sent. */
export interface CallReply {
  result?: string
  tooLarge?: number
  error?: FunctionError
}

/** What a child process is to do, once. */
export interface ProcessWork {
  name: string
  /** Handles of message queues are in it. */
  hasQueues: boolean
  what:
    | { kind: 'nothing' }
    | { kind: 'function'; target: TargetName; args: unknown[] }
    | { kind: 'object'; module: string; className: string; fields: unknown }
}

/** What JSON keeps as it is. */
export type Plain = string | number | boolean | null

/** Whether JSON gives it back as it was: -0, NaN and the infinities are not. */
export function isPlain(value: unknown): value is Plain {
  switch (typeof value) {
    case 'string':
    case 'boolean':
      return true
    case 'number':
      return Number.isFinite(value) && !Object.is(value, -0)
    default:
      return value === null
  }
}

/** A list without holes, of nothing else, and without further properties. */
export function isPlainList(value: unknown): value is Plain[] {
  return Array.isArray(value) && value.every(isPlain) && Object.keys(value).length === value.length
}

export function encodeJson(value: unknown): Buffer {
  return Buffer.from(JSON.stringify(value))
}

export function decodeJson(content: Buffer): unknown {
  return JSON.parse(content.toString())
}

/** Throws a DataCloneError that names what cannot be cloned. */
export function encodeClone(value: unknown): Buffer {
  return serialize(value)
}

export function decodeClone(content: Buffer): unknown {
  return deserialize(content)
}
