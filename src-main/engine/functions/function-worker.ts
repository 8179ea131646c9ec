import type { ExitStatus } from '../../contract/run.ts'
import { messageOf } from '../../platform/uncaught.ts'
import type { Frame } from '../../multiprocessing/worker/frames.ts'
import {
  type CallReply,
  type CallRequest,
  decodeJson,
  encodeJson,
  fromWorker,
  toWorker,
} from '../../multiprocessing/worker/messages.ts'
import type { ChildEnd } from '../../multiprocessing/pools/child-handle.ts'
import { Child } from '../../multiprocessing/pools/child.ts'
import { UnnamedFile } from '../../multiprocessing/pools/unnamed-file.ts'
import type { WorkerProgram } from '../../multiprocessing/pools/worker-program.ts'

/** Milliseconds that a worker without a run may take to answer: what its last function has left behind may never end. */
const answerLimit = 1_000

/** Bytes of what it prints at its start that are shown. */
const longestText = 4_096

/** How a worker ended, and what it printed if that was before it could be given work. */
export interface WorkerEnd {
  /** Undefined if it could not be started. */
  exitStatus: ExitStatus | undefined
  error: NodeJS.ErrnoException | undefined
  text: string
}

export type Reply =
  { kind: 'called'; reply: CallReply } | { kind: 'ended'; end: WorkerEnd } | { kind: 'import-timeout' }

/** A process that calls functions of one language, one at a time: the host's side. */
export class FunctionWorker {
  readonly marker: string
  readonly #child: Child
  /** What it prints before it has a log. */
  readonly #startText = new UnnamedFile('ax+')
  readonly #ready = Promise.withResolvers<undefined>()
  readonly #ended = Promise.withResolvers<WorkerEnd>()
  #onFrame: ((frame: Frame) => void) | undefined
  #hasEnded = false
  #isReady = false

  constructor(program: WorkerProgram & { input?: string }, name: string, marker: string) {
    this.marker = marker
    this.#child = Child.start({
      program,
      name,
      stdio: 'ignore',
      stderr: this.#startText.descriptor,
      ...(program.input !== undefined && { input: program.input }),
      isDetached: true,
      onFrame: (frame) => {
        if (frame.kind === fromWorker.ready) {
          this.#isReady = true
          this.#ready.resolve(undefined)
        } else this.#onFrame?.(frame)
      },
      onEnd: (end) => {
        this.#hasEnded = true
        try {
          this.#ended.resolve(this.#describe(end))
        } catch (error) {
          // What it printed cannot be read. That it has ended is reported all the same.
          this.#ended.resolve({ exitStatus: exitStatusOf(end), error: end.error, text: messageOf(error) })
        }
        this.#startText.close()
      },
    })
  }

  /** Undefined if it could not be started. */
  get pid(): number | undefined {
    return this.#child.pid
  }

  get hasEnded(): boolean {
    return this.#hasEnded
  }

  get ended(): Promise<WorkerEnd> {
    return this.#ended.promise
  }

  /** Resolves when it can be given work; with how it ended if it cannot, or if it is silent for so many milliseconds. */
  async whenReady(limit: number): Promise<WorkerEnd | 'silent' | undefined> {
    const silence = Promise.withResolvers<'silent'>()
    const timer = setTimeout(silence.resolve, limit, 'silent')
    const end = await Promise.race([this.#ready.promise, this.#ended.promise, silence.promise])
    clearTimeout(timer)
    return end
  }

  /** False if a file that it has loaded was changed since, if it has ended, or if something keeps it busy still. */
  async isFresh(): Promise<boolean> {
    const answer = Promise.withResolvers<boolean>()
    this.#onFrame = ({ kind }) => {
      answer.resolve(kind === fromWorker.fresh)
    }
    const timer = setTimeout(answer.resolve, answerLimit, false)
    this.#child.writer.send(toWorker.check, 0)
    const isFresh = await Promise.race([answer.promise, this.#ended.promise.then(() => false)])
    clearTimeout(timer)
    this.#onFrame = undefined
    return isFresh
  }

  /** @param importLimit milliseconds that importing the module may take */
  async call(request: CallRequest, importLimit: number): Promise<Reply> {
    const { promise, resolve } = Promise.withResolvers<Reply>()
    const timer = setTimeout(() => {
      resolve({ kind: 'import-timeout' })
    }, importLimit)
    this.#onFrame = ({ kind, content }) => {
      if (kind === fromWorker.begun) clearTimeout(timer)
      if (kind === fromWorker.called) resolve({ kind: 'called', reply: decodeJson(content) as CallReply })
    }
    this.#child.writer.send(toWorker.call, 0, encodeJson(request))
    const result = await Promise.race([promise, this.#ended.promise.then((end): Reply => ({ kind: 'ended', end }))])
    clearTimeout(timer)
    this.#onFrame = undefined
    return result
  }

  kill(): void {
    this.#child.kill('SIGKILL')
  }

  #describe(end: ChildEnd): WorkerEnd {
    const text = this.#isReady ? '' : this.#startText.read(longestText).toString().trim()
    return { exitStatus: exitStatusOf(end), error: end.error, text }
  }
}

function exitStatusOf({ code, signal }: ChildEnd): ExitStatus | undefined {
  if (signal !== null) return { signal }
  return code !== null ? { code } : undefined
}
