import type { Socket } from 'node:net'
import type { SupervisorDescription } from '../../contract/diagnostics.ts'
import { raise } from '../../platform/uncaught.ts'
import { type Call, type Hello, type HostMessage, type SupervisorMessage, protocolVersion } from '../messages.ts'
import { type SignalResult, type SupervisorEvent, notAvailable } from '../port.ts'
import { Connection } from './connection.ts'
import { GreetingError, describeRefusal, wrongVersion } from './greeting-error.ts'
import type { SupervisorProcess } from './supervisor-process.ts'

/** Milliseconds for the supervisor process to be seen ended once its connection has. */
const endBound = 1_000

/** What came of a call; `reason`: why it could not be carried out, as a sentence. */
interface CallResult {
  result: SignalResult
  reason?: string | undefined
}

interface Listener {
  onEvent(event: SupervisorEvent): void
  /** It ended without being told to. */
  onLost(reason: string): void
}

/** An error that nobody handled in the supervisor process, which goes on. */
class SupervisorMistake extends Error {
  override readonly name = 'SupervisorMistake'

  constructor(message: string, details: string) {
    super(`in the process that runs tasks: ${message}`)
    this.stack = details
  }
}

/** A host's connection to a supervisor process: the greeting, questions and their answers, and the end of either. */
export class ProcessConnection {
  readonly #connection: Connection<HostMessage>
  readonly #process: SupervisorProcess
  readonly #listener: Listener
  readonly #calls = new Map<number, (result: CallResult) => void>()
  #lastCall = 0
  readonly #ended = Promise.withResolvers<undefined>()
  #onGreeted: ((failure: GreetingError | undefined) => void) | undefined
  #description: SupervisorDescription | undefined
  #heardAt = performance.now()
  #whyGivenUp: string | undefined
  #state: 'greeting' | 'connected' | 'closing' | 'leaving' | 'gone' = 'greeting'

  constructor(socket: Socket, supervisorProcess: SupervisorProcess, listener: Listener) {
    this.#process = supervisorProcess
    this.#listener = listener
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

  get pid(): number | undefined {
    return this.#process.pid
  }

  /** What the supervisor process says of itself; undefined before it was greeted. */
  get description(): SupervisorDescription | undefined {
    return this.#description
  }

  /** Whether the supervisor process cannot be asked anything any more. */
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

  /** Ends it, as it cannot be asked any more: it is gone from then on. @param why `onLost` says it */
  giveUp(why: string): void {
    this.#whyGivenUp = why
    this.#process.kill()
    this.#connection.destroy()
  }

  /** Once, before anything else. Rejects with a GreetingError if it is refused, or not answered within `bound` milliseconds. */
  async greet(hello: Omit<Hello, 'type' | 'version'>, bound: number): Promise<void> {
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

  /** Does nothing once the supervisor process is gone. Throws a FrameError if the message is longer than a frame. */
  send(message: HostMessage, isUrgent = true): void {
    if (this.#state !== 'gone') this.#connection.send(message, isUrgent)
  }

  /** Never rejects: if the supervisor process is gone, or ends over it, the result is `not-available`. */
  call(call: Call): Promise<CallResult> {
    if (this.#state === 'gone') return Promise.resolve({ result: notAvailable })
    const number = ++this.#lastCall
    this.#connection.send({ type: 'call', number, call })
    return new Promise((resolve) => this.#calls.set(number, resolve))
  }

  /** Resolves when it has answered, or is gone. */
  async answer(): Promise<void> {
    await this.call({ name: 'answer' })
  }

  /** Has it terminate all attempts and end; resolves when it has ended. */
  async close(grace: number): Promise<void> {
    if (this.#state === 'connected') {
      this.#state = 'closing'
      await this.call({ name: 'close', grace })
      this.#connection.end()
    }
    await this.#ended.promise
  }

  /** Resolves when it knows that this host goes; it lives on. */
  async leave(): Promise<void> {
    if (this.#state !== 'connected') return
    this.#state = 'leaving'
    await this.call({ name: 'leave' })
    this.#connection.end()
  }

  #receive(message: SupervisorMessage): void {
    this.#heardAt = performance.now()
    switch (message.type) {
      case 'event':
        this.#listener.onEvent(message.event)
        break
      case 'result':
        this.#calls.get(message.number)?.(message)
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

  async #onConnectionEnded(reason: Error | undefined): Promise<void> {
    const before = this.#state
    this.#state = 'gone'
    // It lives on after a leave.
    if (before !== 'leaving') await this.#process.whenEnded(endBound)
    const why = this.#whyGivenUp ?? this.#process.describeEnd() ?? reason?.message ?? 'it closed the connection'
    this.#onGreeted?.(new GreetingError(why))
    if (before === 'connected') this.#listener.onLost(`The process that starts tasks is gone: ${why}.`)
    for (const answer of this.#calls.values()) answer({ result: notAvailable })
    this.#calls.clear()
  }
}
