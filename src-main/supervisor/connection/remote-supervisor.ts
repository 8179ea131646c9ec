import type { Socket } from 'node:net'
import type { SupervisorDescription } from '../../contract/diagnostics.ts'
import type { ExitStatus, FunctionEnd } from '../../contract/run.ts'
import { EventQueue } from '../event-queue.ts'
import type { Call, Hello, TaskBase } from '../messages.ts'
import type {
  AttemptKey,
  AttendRequest,
  LaunchRequest,
  SignalResult,
  SignalTarget,
  Supervisor,
  SupervisorEvent,
} from '../port.ts'
import { FrameError } from './frames.ts'
import { ProcessConnection } from './process-connection.ts'
import type { SocketFolder } from './socket-folder.ts'
import type { SupervisorProcess } from './supervisor-process.ts'

/** Ended attempts that are settled together, if the host keeps none. */
const fullBatch = 64

/** The supervisor process's supervisor, over its socket. Silent once that process is lost, as its `lost` event announced. */
export class RemoteSupervisor implements Supervisor {
  readonly connection: ProcessConnection
  /** Where it was met. */
  readonly socketFolder: SocketFolder
  readonly #events = new EventQueue()
  #isEndKept = true
  #over: AttemptKey[] = []

  constructor(socket: Socket, supervisorProcess: SupervisorProcess, socketFolder: SocketFolder) {
    this.socketFolder = socketFolder
    this.connection = new ProcessConnection(socket, supervisorProcess, {
      onEvent: (event) => {
        this.#events.push(event)
        if (!this.#isEndKept) this.#settleAtOnce(event)
      },
      onLost: (reason) => {
        this.#events.push({ type: 'lost', reason })
      },
    })
  }

  /** The supervisor process, for as long as it lives. */
  get pid(): number | undefined {
    return this.connection.pid
  }

  /** What the supervisor process says of itself; undefined before it was greeted. */
  get description(): SupervisorDescription | undefined {
    return this.connection.description
  }

  /** As `ProcessConnection.greet`. */
  async greet(hello: Omit<Hello, 'type' | 'version'>, bound: number): Promise<void> {
    this.#isEndKept = hello.onHostLost.kind === 'keep'
    await this.connection.greet(hello, bound)
  }

  launch(request: LaunchRequest): void {
    try {
      this.connection.send({ type: 'launch', request })
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
    this.connection.send({ type: 'base', base: { environment, umask } })
  }

  attend(request: AttendRequest): void {
    this.connection.send({ type: 'attend', request })
  }

  end(key: AttemptKey, exitStatus: ExitStatus | FunctionEnd): void {
    this.connection.send({ type: 'end', key, exitStatus })
  }

  reattach(keys: readonly AttemptKey[]): void {
    this.connection.send({ type: 'takeUp', keys })
  }

  settle(keys: readonly AttemptKey[]): void {
    if (keys.length > 0) this.connection.send({ type: 'settle', keys }, false)
  }

  /** Has it take over what another supervisor process left in its folder. Rejects if it dies over it. */
  async adopt(folder: string): Promise<void> {
    const { result, reason } = await this.connection.call({ name: 'adopt', folder })
    if (result.ok) return
    const why = reason ?? 'it ended meanwhile'
    throw new Error(`The process that starts tasks could not take over those of an earlier one: ${why}.`)
  }

  /** Tells it that another one lives without answering: what nobody has heard of may have been started there. */
  async doubt(reason: string): Promise<void> {
    await this.connection.call({ name: 'doubt', reason })
  }

  terminate(target: SignalTarget, grace: number): Promise<SignalResult> {
    return this.#ask({ name: 'terminate', target, grace })
  }

  kill(target: SignalTarget): Promise<SignalResult> {
    return this.#ask({ name: 'kill', target })
  }

  suspend(target: SignalTarget): Promise<SignalResult> {
    return this.#ask({ name: 'suspend', target })
  }

  resume(target: SignalTarget): Promise<SignalResult> {
    return this.#ask({ name: 'resume', target })
  }

  sampleEvery(interval: number): void {
    this.connection.send({ type: 'sampleEvery', interval })
  }

  onEvent(listener: (event: SupervisorEvent) => void): () => void {
    return this.#events.subscribe(listener)
  }

  /** Resolves when the supervisor process has ended; its folder is gone then, unless something in it is for a later host. */
  async close(grace: number): Promise<void> {
    await this.connection.close(grace)
    this.#events.close()
  }

  /** Resolves when the supervisor process knows that this host goes; it lives on. */
  async leave(): Promise<void> {
    this.#events.close()
    await this.connection.leave()
  }

  async #ask(call: Call): Promise<SignalResult> {
    return (await this.connection.call(call)).result
  }

  /** A host that stores nothing never asks again. */
  #settleAtOnce(event: SupervisorEvent): void {
    if (event.type !== 'exited' && event.type !== 'start-failed') return
    this.#over.push({ runId: event.runId, attempt: event.attempt })
    if (this.#over.length >= fullBatch) this.settle(this.#over.splice(0))
  }
}
