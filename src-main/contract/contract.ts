import * as v from 'valibot'
import type { Answer, Issue } from './answer.ts'
import type { BrowserSession, FreshLink } from './browser-session.ts'
import type { Comparison } from './compare.ts'
import { limits } from './limits.ts'
import type { Diagnostics } from './diagnostics.ts'
import type { HostStatus } from './host-status.ts'
import type { FolderListing } from './folder-listing.ts'
import type { HistoryPage } from './history-page.ts'
import type { OutputChunk } from './output.ts'
import { type EndedRun, type LiveRun, type QueuedRun, type RunDescription, type RunId, outcomeKinds } from './run.ts'
import { type TargetResult, runId, runIds, targets } from './run-targets.ts'
import type { ModuleListing } from './module-listing.ts'
import { type Deletions, type Settings, historyLimitsSchema, settingsChangeSchema } from './settings.ts'
import type { Delta, Snapshot, Trouble } from './snapshot.ts'
import { fields, list, wholeNumber } from './schema.ts'
import { callEntries } from './command.ts'
import { folderSchema, taskSchema } from './task.ts'
import { nameSchema } from './text-schema.ts'

/** One kind of request: how its input is parsed, and (as a type alone) what a successful answer holds. */
interface RequestKind<Input, Value> {
  input: v.GenericSchema<unknown, Input>
  /** Never set: carries the type. */
  value?: Value
}

function request<Input>(input: v.GenericSchema<unknown, Input>) {
  return { answers: <Value>(): RequestKind<Input, Value> => ({ input }) }
}

const nothing = fields({})
const messageQueueId = v.pipe(v.string('not-text'), v.maxLength(100, 'too-long:100 characters'))
const absolutePath = v.pipe(
  v.string('not-text'),
  v.check((path) => !path.includes('\0'), 'contains-nul'),
  v.maxLength(limits.folderBytes, `too-long:${limits.folderBytes} bytes`),
)
/** Left out: the default pool. */
const pool = v.optional(nameSchema)

/**
 * Everything that crosses between a client and the main process. Preload, WebSocket and socket clients, and the
 * answering side, derive their types from this one value; the main process parses each input with it.
 */
export const contract = {
  requests: {
    /** Begins the `delta` notices of this client and answers with the state that they build on. */
    subscribe: request(nothing).answers<Snapshot>(),
    /** False: no window of this client is in sight, one delta a second is enough. */
    setVisible: request(fields({ isVisible: v.boolean('not-a-switch') })).answers<null>(),

    /** Submits each task `times` times (default 1), in order, all or none. */
    submit: request(
      fields({
        tasks: list(taskSchema, limits.runsPerSubmission),
        times: v.optional(wholeNumber(1, limits.runsPerSubmission)),
        pool,
      }),
    ).answers<{ runIds: RunId[] }>(),
    /** Everything that submitting this draft would refuse, and what is worth a warning (a program not on PATH). For validation as one types. */
    checkTask: request(fields({ task: v.unknown() })).answers<{ issues: Issue[]; warnings: Issue[] }>(),
    /** A small batch of real work for a first look: compresses generated text files. */
    submitSampleBatch: request(nothing).answers<{ runIds: RunId[] }>(),
    /** Submits the tasks of these runs again, as new runs. */
    runAgain: request(fields({ runIds })).answers<{ runIds: RunId[]; unknown: RunId[] }>(),

    /** Drops queued runs; they end as cancelled. */
    cancel: request(fields({ runIds })).answers<TargetResult[]>(),
    /** Makes these queued runs the next ones, keeping the order in which they are named. */
    moveToFront: request(fields({ runIds })).answers<TargetResult[]>(),
    listQueue: request(
      fields({ offset: wholeNumber(0, Number.MAX_SAFE_INTEGER), count: wholeNumber(1, limits.queuePage), pool }),
    ).answers<{ queueRevision: number; depth: number; runs: QueuedRun[] }>(),

    listLive: request(nothing).answers<LiveRun[]>(),
    /**
     * A page of ended runs, latest end first: before the place `before`, of these outcomes, with all words of `text` at the
     * beginning of a word in command, name or the last part of the output.
     */
    listHistory: request(
      fields({
        count: wholeNumber(1, limits.historyPage),
        before: v.optional(wholeNumber(0, Number.MAX_SAFE_INTEGER)),
        outcomes: v.optional(list(v.picklist(outcomeKinds, 'not-a-choice'), outcomeKinds.length)),
        text: v.optional(
          v.pipe(v.string('not-text'), v.maxLength(limits.searchLength, `too-long:${limits.searchLength} characters`)),
        ),
      }),
    ).answers<HistoryPage>(),
    /** Answers when all of these have ended, or after `wait` milliseconds (default 0) with what is left. */
    waitForRuns: request(
      fields({ runIds: list(runId, limits.awaitedRuns), wait: v.optional(wholeNumber(0, limits.runWait)) }),
    ).answers<{ ended: EndedRun[]; left: RunId[]; unknown: RunId[] }>(),
    hostStatus: request(nothing).answers<HostStatus>(),
    /** What a bug report needs to say about this host. */
    diagnostics: request(nothing).answers<Diagnostics>(),
    /** Answers with all settings once the change is kept. */
    changeSettings: request(settingsChangeSchema).answers<Settings>(),
    /** What these limits of the history would delete now. Nothing is changed. */
    countDeletions: request(historyLimitsSchema).answers<Deletions>(),
    /** Where the next start keeps its files; null for the system's convention. What is there now stays where it is. */
    setDataFolder: request(fields({ folder: v.nullable(absolutePath) })).answers<null>(),
    /** The person has seen what was recovered. */
    dismissRecovery: request(nothing).answers<null>(),

    /** SIGTERM, the grace period, SIGKILL. Answers when nothing of the target lives, or names the survivors. */
    terminate: request(fields({ targets })).answers<TargetResult[]>(),
    /** SIGKILL at once. */
    kill: request(fields({ targets })).answers<TargetResult[]>(),
    suspend: request(fields({ targets })).answers<TargetResult[]>(),
    resume: request(fields({ targets })).answers<TargetResult[]>(),

    setPoolSize: request(fields({ size: wholeNumber(limits.poolSize.min, limits.poolSize.max), pool })).answers<null>(),
    /** Starts nothing more until resumed; running runs go on. */
    pausePool: request(fields({ pool })).answers<null>(),
    resumePool: request(fields({ pool })).answers<null>(),

    /** It takes no more messages: what is in it can still be taken, then whoever waits for more is told. */
    closeMessageQueue: request(fields({ id: messageQueueId })).answers<null>(),
    /** The same, and drops what is in it. */
    removeMessageQueue: request(fields({ id: messageQueueId })).answers<{ dropped: number }>(),

    describeRun: request(fields({ runId })).answers<RunDescription>(),
    /**
     * Reads a run's log. `from` is a byte offset, or `tail` for the last `count` bytes. Waits up to `wait` milliseconds
     * (default 0) while the run lives and there is nothing new.
     */
    readOutput: request(
      fields({
        runId,
        from: v.union([wholeNumber(0, Number.MAX_SAFE_INTEGER), v.literal('tail')], 'not-an-offset'),
        count: wholeNumber(1, limits.outputChunk),
        wait: v.optional(wholeNumber(0, limits.outputWait)),
      }),
    ).answers<OutputChunk>(),
    /** Deletes ended runs with their output: the named ones, or all; with `upTo` those of all up to this place in the history. */
    clearEnded: request(
      fields({ runIds: v.optional(runIds), upTo: v.optional(wholeNumber(0, Number.MAX_SAFE_INTEGER)) }),
    ).answers<null>(),

    /**
     * Calls a function of JavaScript or TypeScript `times` times in each of several ways, to measure what each costs: one
     * call after another, all at once in one process, in so many threads, in so many processes. One comparison at a time
     * a host, which it ends with; it goes on without the client that asked for it.
     */
    startComparison: request(
      fields({
        call: fields(callEntries),
        times: wholeNumber(1, limits.comparedCalls),
        workers: wholeNumber(1, limits.comparedWorkers),
        folder: v.optional(folderSchema),
      }),
    ).answers<{ comparisonId: number }>(),
    /** Answers at once; with `after`, when its revision is a later one, or after `wait` milliseconds (default 0). */
    readComparison: request(
      fields({
        comparisonId: wholeNumber(1, Number.MAX_SAFE_INTEGER),
        after: v.optional(wholeNumber(0, Number.MAX_SAFE_INTEGER)),
        wait: v.optional(wholeNumber(0, limits.comparisonWait)),
      }),
    ).answers<Comparison>(),
    /** Kills what it runs. Answers when that has ended; what was measured by then stays. */
    stopComparison: request(fields({ comparisonId: wholeNumber(1, Number.MAX_SAFE_INTEGER) })).answers<null>(),
    /** Writes a module with functions to compare, `countPrimes(limit)` and `pause(milliseconds)`, which goes with the host. */
    writeSampleModule: request(nothing).answers<{ module: string }>(),

    /** Opens the native folder dialog; null where the person cancelled. `not-available` without one. */
    chooseFolder: request(fields({ startIn: v.optional(absolutePath) })).answers<string | null>(),
    /** Opens the native dialog for a file with functions; null where the person cancelled. `not-available` without one. */
    chooseModule: request(fields({ startIn: v.optional(absolutePath) })).answers<string | null>(),
    /** The subfolders of a folder (default: home), for a picker without a native dialog; `withModules`: and its files with functions. */
    listFolders: request(
      fields({ folder: v.optional(absolutePath), withModules: v.optional(v.boolean('not-a-switch')) }),
    ).answers<FolderListing>(),
    /** The functions that a file exports, read from its source: nothing of it is run. `folder`: what a relative path begins at. */
    listFunctions: request(fields({ module: absolutePath, folder: v.optional(absolutePath) })).answers<ModuleListing>(),

    /** Who is signed in from a browser, in the order of signing in. This and the next two: `not-available` where no browser can. */
    listSessions: request(nothing).answers<BrowserSession[]>(),
    /** Signs a browser out: its windows are disconnected at once, and only a new link lets it in again. */
    revokeSession: request(fields({ sessionId: wholeNumber(1, Number.MAX_SAFE_INTEGER) })).answers<null>(),
    /** A link that opens the window in a browser, once. */
    createLink: request(nothing).answers<FreshLink>(),
  },
  notices: {
    delta: {} as { value?: Delta },
    trouble: {} as { value?: Trouble },
  },
} as const

type Requests = typeof contract.requests
type Notices = typeof contract.notices

export type RequestName = keyof Requests
/** What a request's handler gets: parsed. */
export type RequestInput<Name extends RequestName> = v.InferOutput<Requests[Name]['input']>
/** What a successful answer holds. */
export type RequestValue<Name extends RequestName> =
  NonNullable<Requests[Name]['value']> | NullIn<Requests[Name]['value']>
type NullIn<Value> = null extends Value ? null : never

export type NoticeName = keyof Notices
export type NoticeValue<Name extends NoticeName> = NonNullable<Notices[Name]['value']>
export type Notice = { [Name in NoticeName]: { name: Name; value: NoticeValue<Name> } }[NoticeName]

/** A client's end, whatever carries it. Every value that crosses is plain JSON. */
export interface Transport {
  request<Name extends RequestName>(name: Name, input: RequestInput<Name>): Promise<Answer<RequestValue<Name>>>
  /** Returns the unsubscribe. */
  onNotice(listener: (notice: Notice) => void): () => void
}
