import type { Socket } from 'node:net'
import type { SupervisorDescription } from '../../contract/diagnostics.ts'
import { raise } from '../../platform/uncaught.ts'
import { Connection } from './connection.ts'
import { EventQueue } from '../event-queue.ts'
import { GreetingError, describeRefusal, wrongVersion } from './greeting-error.ts'
import { FrameError } from './frames.ts'
import {
  type Call,
  type Hello,
  type HostMessage,
  type SupervisorMessage,
  type TaskBase,
  protocolVersion,
} from '../messages.ts'
import type {
  AttemptKey,
  AttendRequest,
  Exit,
  LaunchRequest,
  SignalResult,
  SignalTarget,
  Supervisor,
  SupervisorEvent,
} from '../port.ts'
import type { SocketFolder } from './socket-folder.ts'
import type { SupervisorProcess } from './supervisor-process.ts'

const notAvailable: SignalResult = { ok: false, code: 'not-available', survivors: [] }

/** Milliseconds for the supervisor process to be seen ended once its connection has. */
const endBound = 1_000

/** Ended attempts that are settled at once, where the host keeps none. */
const fullBatch = 64

/** An error that nobody handled there; it goes on. */
class SupervisorMistake extends Error {
  override readonly name = 'SupervisorMistake'

  constructor(message: string, details: string) {
    super(`in the process that runs tasks: ${message}`)
    this.stack = details
  }
}

/** The supervisor process's supervisor, over its socket. */
export class RemoteSupervisor implements Supervisor {
  readonly #connection: Connection<HostMessage>
  readonly #process: SupervisorProcess
  /** Where it was met. */
  readonly socketFolder: SocketFolder
  readonly #events = new EventQueue()
  readonly #calls = new Map<number, (result: SignalResult, reason?: string) => void>()
  readonly #ended = Promise.withResolvers<undefined>()
  #onGreeted: ((failure: GreetingError | undefined) => void) | undefined
  #isEndKept = true
  #isLeaving = false
  #whyGivenUp: string | undefined
  #heardAt = performance.now()
  #over: AttemptKey[] = []
  #lastCall = 0
  #description: SupervisorDescription | undefined
  #state: 'greeting' | 'connected' | 'closing' | 'gone' = 'greeting'

  constructor(socket: Socket, supervisorProcess: SupervisorProcess, socketFolder: SocketFolder) {
    this.#process = supervisorProcess
    this.socketFolder = socketFolder
    this.#connection = new Connection(
      socket,
      (message) => {
        this.#receive(message as SupervisorMessage)
      },
      (reason) => {
        this.#onConnectionEnded(reason)
          .catch(raise)
          .finally(() => {
            this.#ended.resolve(undefined)
          })
          .catch(raise)
      },
    )
  }

  /** The supervisor process, for as long as it lives. */
  get pid(): number | undefined {
    return this.#process.pid
  }

  /** What the supervisor process says of itself; undefined before it was greeted. */
  get description(): SupervisorDescription | undefined {
    return this.#description
  }

  /** Whether the supervisor process can be asked nothing any more. */
  get isGone(): boolean {
    return this.#state === 'gone'
  }

  /** When it said something last, by `performance.now()`. */
  get heardAt(): number {
    return this.#heardAt
  }

  /** Somebody has stopped it by a signal. */
  isStopped(): boolean {
    return this.#process.isStopped()
  }

  /** Goes on where it was stopped. */
  continue(): void {
    this.#process.continue()
  }

  /** Ends it, as it cannot be asked any more: it counts as gone from then on. @param why `lost` says it */
  giveUp(why: string): void {
    this.#whyGivenUp = why
    this.#process.kill()
    this.#connection.destroy()
  }

  /** Once, before anything else. Rejects with a GreetingError where it is refused or not answered within `bound` milliseconds. */
  async greet(hello: Omit<Hello, 'type' | 'version'>, bound: number): Promise<void> {
    this.#isEndKept = hello.onHostLost.kind === 'keep'
    this.#connection.send({ type: 'hello', version: protocolVersion, ...hello })
    const failure = await new Promise<GreetingError | undefined>((resolve) => {
      const timer = setTimeout(() => {
        resolve(new GreetingError('it did not answer in time'))
      }, bound)
      this.#onGreeted = (answer) => {
        clearTimeout(timer)
        resolve(answer)
      }
    })
    if (!failure) {
      this.#state = 'connected'
      return
    }
    this.#state = 'gone'
    this.#connection.destroy()
    throw failure
  }

  /** Silent once the supervisor process is lost, as its `lost` event announced. */
  launch(request: LaunchRequest): void {
    if (this.#state === 'gone') return
    try {
      this.#connection.send({ type: 'launch', request })
    } catch (error) {
      if (!(error instanceof FrameError)) throw error
      const { runId, attempt } = request
      const message =
        'The task could not be started: its arguments and environment are longer than any system passes to a program.'
      this.#events.push({ type: 'start-failed', runId, attempt, error: { code: 'E2BIG', message, isTransient: false } })
    }
  }

  /** What later launches build on. */
  buildOn({ environment, umask }: TaskBase): void {
    if (this.#state !== 'gone') this.#connection.send({ type: 'base', base: { environment, umask } })
  }

  attend(request: AttendRequest): void {
    if (this.#state !== 'gone') this.#connection.send({ type: 'attend', request })
  }

  end(key: AttemptKey, exitStatus: Exit['exitStatus']): void {
    if (this.#state !== 'gone') this.#connection.send({ type: 'end', key, exitStatus })
  }

  reattach(keys: readonly AttemptKey[]): void {
    if (this.#state !== 'gone') this.#connection.send({ type: 'takeUp', keys })
  }

  settle(keys: readonly AttemptKey[]): void {
    if (this.#state !== 'gone' && keys.length > 0) this.#connection.send({ type: 'settle', keys }, false)
  }

  /** Has it take over what another supervisor process left in its folder. Rejects where it dies over it. */
  async adopt(folder: string): Promise<void> {
    const { ok, reason } = await this.#callWithReason({ name: 'adopt', folder })
    if (ok) return
    const why = reason ?? 'it ended meanwhile'
    throw new Error(`The process that starts tasks could not take over those of an earlier one: ${why}.`)
  }

  /** Resolves when it has answered, or is gone. */
  async answer(): Promise<void> {
    await this.#call({ name: 'answer' })
  }

  /** Tells it that another one lives without answering: what nobody has heard of may have been started there. */
  async doubt(reason: string): Promise<void> {
    await this.#call({ name: 'doubt', reason })
  }

  terminate(target: SignalTarget, grace: number): Promise<SignalResult> {
    return this.#call({ name: 'terminate', target, grace })
  }

  kill(target: SignalTarget): Promise<SignalResult> {
    return this.#call({ name: 'kill', target })
  }

  suspend(target: SignalTarget): Promise<SignalResult> {
    return this.#call({ name: 'suspend', target })
  }

  resume(target: SignalTarget): Promise<SignalResult> {
    return this.#call({ name: 'resume', target })
  }

  sampleEvery(interval: number): void {
    if (this.#state !== 'gone') this.#connection.send({ type: 'sampleEvery', interval })
  }

  onEvent(listener: (event: SupervisorEvent) => void): () => void {
    return this.#events.subscribe(listener)
  }

  /** Resolves when the supervisor process has ended; its folder is gone then, unless something in it is for a later host. */
  async close(grace: number): Promise<void> {
    if (this.#state === 'connected') {
      this.#state = 'closing'
      await this.#call({ name: 'close', grace })
      this.#connection.end()
    }
    await this.#ended.promise
    this.#events.close()
  }

  /** Resolves when the supervisor process knows that this host goes; it lives on. */
  async leave(): Promise<void> {
    if (this.#state === 'connected') {
      this.#state = 'closing'
      this.#isLeaving = true
      this.#events.close()
      await this.#call({ name: 'leave' })
      this.#connection.end()
    }
    this.#events.close()
  }

  async #call(call: Call): Promise<SignalResult> {
    return (await this.#callWithReason(call)).result
  }

  #callWithReason(call: Call): Promise<{ ok: boolean; result: SignalResult; reason?: string | undefined }> {
    if (this.#state === 'gone') return Promise.resolve({ ok: false, result: notAvailable })
    const number = ++this.#lastCall
    this.#connection.send({ type: 'call', number, call })
    return new Promise((resolve) =>
      this.#calls.set(number, (result, reason) => {
        resolve({ ok: result.ok, result, reason })
      }),
    )
  }

  #receive(message: SupervisorMessage): void {
    this.#heardAt = performance.now()
    switch (message.type) {
      case 'event':
        this.#events.push(message.event)
        if (!this.#isEndKept) this.#settleAtOnce(message.event)
        break
      case 'result':
        this.#calls.get(message.number)?.(message.result, message.reason)
        this.#calls.delete(message.number)
        break
      case 'mistake':
        raise(new SupervisorMistake(message.message, message.details))
        break
      case 'welcome':
        this.#description = message.description
        this.#onGreeted?.(message.version === protocolVersion ? undefined : wrongVersion(message.version))
        break
      case 'refused':
        this.#onGreeted?.(describeRefusal(message.reason, message.version))
        break
    }
  }

  /** A host that stores nothing never asks again. */
  #settleAtOnce(event: SupervisorEvent): void {
    if (event.type !== 'exited' && event.type !== 'start-failed') return
    this.#over.push({ runId: event.runId, attempt: event.attempt })
    if (this.#over.length >= fullBatch) this.settle(this.#over.splice(0))
  }

  async #onConnectionEnded(reason: Error | undefined): Promise<void> {
    const before = this.#state
    this.#state = 'gone'
    // It lives on after a leave.
    if (!this.#isLeaving) await this.#process.whenEnded(endBound)
    const why = this.#whyGivenUp ?? this.#process.describeEnd() ?? reason?.message ?? 'it closed the connection'
    this.#onGreeted?.(new GreetingError(why))
    if (before === 'connected')
      this.#events.push({ type: 'lost', reason: `The process that starts tasks is gone: ${why}.` })
    for (const answer of this.#calls.values()) answer(notAvailable)
    this.#calls.clear()
  }
}
