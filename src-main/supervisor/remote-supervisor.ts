import type { Socket } from 'node:net'
import { Connection } from './connection.ts'
import { EventQueue } from './event-queue.ts'
import { FrameError } from './frames.ts'
import { type Call, type Hello, type HostMessage, type ResidentMessage, protocolVersion } from './messages.ts'
import type { LaunchRequest, SignalResult, SignalTarget, Supervisor, SupervisorEvent } from './port.ts'
import { type Rendezvous, removeRendezvous } from './rendezvous.ts'
import type { ResidentProcess } from './resident-process.ts'

type Refusal = Extract<ResidentMessage, { type: 'refused' }>['reason']

const notAvailable: SignalResult = { ok: false, code: 'not-available', survivors: [] }

/** Milliseconds for the resident process to be seen ended once its connection has. */
const endBound = 1_000

/** The resident process's supervisor, over its socket. */
export class RemoteSupervisor implements Supervisor {
  readonly #connection: Connection<HostMessage>
  readonly #resident: ResidentProcess
  readonly #rendezvous: Rendezvous
  readonly #events = new EventQueue()
  readonly #calls = new Map<number, (result: SignalResult) => void>()
  readonly #ended = Promise.withResolvers<undefined>()
  #onGreeted: ((refusal: string | undefined) => void) | undefined
  #lastCall = 0
  #state: 'greeting' | 'connected' | 'closing' | 'gone' = 'greeting'

  constructor(socket: Socket, resident: ResidentProcess, rendezvous: Rendezvous) {
    this.#resident = resident
    this.#rendezvous = rendezvous
    this.#connection = new Connection(
      socket,
      (message) => {
        this.#receive(message as ResidentMessage)
      },
      (reason) => {
        void this.#onConnectionEnded(reason).then(() => {
          this.#ended.resolve(undefined)
        })
      },
    )
  }

  /** The resident process, for as long as it lives. */
  get pid(): number | undefined {
    return this.#resident.pid
  }

  /** Once, before anything else. Rejects where it is refused or not answered within `bound` milliseconds. */
  async greet(hello: Omit<Hello, 'type' | 'version'>, bound: number): Promise<void> {
    this.#connection.send({ type: 'hello', version: protocolVersion, ...hello })
    const refusal = await new Promise<string | undefined>((resolve) => {
      const timer = setTimeout(() => {
        resolve('it did not answer in time')
      }, bound)
      this.#onGreeted = (answer) => {
        clearTimeout(timer)
        resolve(answer)
      }
    })
    if (refusal === undefined) {
      this.#state = 'connected'
      return
    }
    this.#state = 'gone'
    this.#connection.destroy()
    throw new Error(`The process that starts tasks cannot be used: ${refusal}.`)
  }

  /** Silent once the resident process is lost, as its `lost` event announced. */
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

  /** Resolves when the resident process has ended and its folder is gone. */
  async close(grace: number): Promise<void> {
    if (this.#state === 'connected') {
      this.#state = 'closing'
      await this.#call({ name: 'close', grace })
      this.#connection.end()
    }
    await this.#ended.promise
    this.#events.close()
  }

  #call(call: Call): Promise<SignalResult> {
    if (this.#state === 'gone') return Promise.resolve(notAvailable)
    const number = ++this.#lastCall
    this.#connection.send({ type: 'call', number, call })
    return new Promise((resolve) => this.#calls.set(number, resolve))
  }

  #receive(message: ResidentMessage): void {
    switch (message.type) {
      case 'event':
        this.#events.push(message.event)
        break
      case 'result':
        this.#calls.get(message.number)?.(message.result)
        this.#calls.delete(message.number)
        break
      case 'welcome':
        this.#onGreeted?.(message.version === protocolVersion ? undefined : wrongVersion(message.version))
        break
      case 'refused':
        this.#onGreeted?.(refusals[message.reason](message.version))
        break
    }
  }

  async #onConnectionEnded(reason: Error | undefined): Promise<void> {
    const before = this.#state
    this.#state = 'gone'
    await this.#resident.whenEnded(endBound)
    const why = this.#resident.describeEnd() ?? reason?.message ?? 'it closed the connection'
    removeRendezvous(this.#rendezvous)
    this.#onGreeted?.(why)
    if (before === 'connected')
      this.#events.push({ type: 'lost', reason: `The process that starts tasks is gone: ${why}.` })
    for (const answer of this.#calls.values()) answer(notAvailable)
    this.#calls.clear()
  }
}

const wrongVersion = (version: number): string =>
  `it speaks version ${String(version)} of the protocol, and this program version ${String(protocolVersion)}. Restart Forkyard, so that both are of the same version`

const refusals: Record<Refusal, (version: number) => string> = {
  'wrong-version': wrongVersion,
  'wrong-secret': () => 'it was given a wrong secret',
  'has-a-host': () => 'it serves another host already',
  'not-a-hello': () => 'it did not understand the greeting',
}
