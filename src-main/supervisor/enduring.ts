import { setTimeout as wait } from 'node:timers/promises'
import type { SupervisorDescription } from '../contract/diagnostics.ts'
import type { ExitStatus, FunctionEnd } from '../contract/run.ts'
import { messageOf, raise } from '../platform/uncaught.ts'
import { AnswerWatch } from './connection/answer-watch.ts'
import { EventQueue } from './event-queue.ts'
import { ask, deliver } from './connection/deliver.ts'
import { meetSupervisor } from './connection/meeting.ts'
import type { TaskBase } from './messages.ts'
import { type Message, type Order, Outbox } from './connection/outbox.ts'
import {
  type AttemptKey,
  type AttendRequest,
  type LaunchRequest,
  type SignalResult,
  type SignalTarget,
  type Supervisor,
  type SupervisorEvent,
  notAvailable,
} from './port.ts'
import type { RemoteSupervisor } from './connection/remote-supervisor.ts'
import type { SupervisorOptions } from './connection/remote.ts'

/** Milliseconds before each try to replace a supervisor process that is gone; after the last it is given up. */
const tries = [0, 250, 1_000]

/**
 * Meets the supervisor process that an earlier host left, or starts one. Rejects with an Error that says why it could not.
 */
export async function openSupervisor(options: SupervisorOptions): Promise<EnduringSupervisor> {
  return new EnduringSupervisor(options, await meetSupervisor(options))
}

/**
 * The supervisor process's supervisor; where that process dies, that of the next one, which is told again what it must know
 * (`outbox.ts`).
 */
export class EnduringSupervisor implements Supervisor {
  readonly #options: SupervisorOptions
  readonly #events = new EventQueue()
  readonly #outbox = new Outbox()
  /** Those who wait for the answer to an order, by its number. */
  readonly #answers = new Map<number, (result: SignalResult) => void>()
  #lastNumber = 0
  #current: RemoteSupervisor
  #watch: AnswerWatch
  #replacing: Promise<void> | undefined
  #state: 'connected' | 'replacing' | 'closing' | 'lost' = 'connected'

  constructor(options: SupervisorOptions, first: RemoteSupervisor) {
    this.#options = options
    this.#current = first
    this.#watch = this.#listenTo(first)
  }

  /** The supervisor process, for as long as it lives. */
  get pid(): number | undefined {
    return this.#current.pid
  }

  get description(): SupervisorDescription | undefined {
    return this.#current.description
  }

  /** What later launches build on, also those of a supervisor process that takes the place of this one. */
  buildOn({ environment, umask }: TaskBase): void {
    this.#say({ type: 'base', base: { environment, umask } })
  }

  /** Silent once it is lost, as its `lost` event announced. */
  launch(request: LaunchRequest): void {
    this.#say({ type: 'launch', request })
  }

  attend(request: AttendRequest): void {
    this.#say({ type: 'attend', request })
  }

  end(key: AttemptKey, exitStatus: ExitStatus | FunctionEnd): void {
    if (this.#outbox.isAttended(key)) this.#say({ type: 'end', key, exitStatus })
  }

  reattach(keys: readonly AttemptKey[]): void {
    for (const key of keys) this.#say({ type: 'reattach', key })
  }

  settle(keys: readonly AttemptKey[]): void {
    this.#say({ type: 'settle', keys })
  }

  terminate(target: SignalTarget, grace: number): Promise<SignalResult> {
    return this.#order({ name: 'terminate', target, killAt: performance.now() + Math.max(0, grace) })
  }

  kill(target: SignalTarget): Promise<SignalResult> {
    return this.#order({ name: 'kill', target })
  }

  suspend(target: SignalTarget): Promise<SignalResult> {
    return this.#order({ name: 'suspend', target })
  }

  resume(target: SignalTarget): Promise<SignalResult> {
    return this.#order({ name: 'resume', target })
  }

  sampleEvery(interval: number): void {
    this.#say({ type: 'sampleEvery', interval })
  }

  onEvent(listener: (event: SupervisorEvent) => void): () => void {
    return this.#events.subscribe(listener)
  }

  async close(grace: number): Promise<void> {
    await this.#replacing
    this.#state = 'closing'
    await this.#current.close(grace)
    this.#answerAll()
    this.#watch.close()
    this.#events.close()
  }

  async leave(): Promise<void> {
    this.#events.close()
    await this.#replacing
    this.#state = 'closing'
    await this.#current.leave()
    this.#answerAll()
    this.#watch.close()
  }

  /** Now, or once there is a supervisor process again. */
  #say(message: Message): void {
    if (this.#state === 'lost') return
    this.#outbox.add(message)
    if (this.#state !== 'replacing') this.#send(message)
  }

  #order(order: Order): Promise<SignalResult> {
    if (this.#state === 'lost') return Promise.resolve(notAvailable)
    const number = ++this.#lastNumber
    return new Promise((resolve) => {
      this.#answers.set(number, resolve)
      this.#say({ type: 'order', number, order })
    })
  }

  #send(message: Message): void {
    if (message.type === 'order') this.#carryOut(message.number, message.order).catch(raise)
    else deliver(message, this.#current)
    this.#outbox.sent(message)
  }

  async #carryOut(number: number, order: Order): Promise<void> {
    const current = this.#current
    const result = await ask(order, current).catch((error: unknown) => {
      // Whoever asked is answered whatever went wrong.
      raise(error)
      return notAvailable
    })
    // The answer of one that is gone says nothing: the next one is asked.
    if (current.connection.isGone && (this.#state === 'connected' || this.#state === 'replacing')) return
    this.#answer(number, result)
  }

  #answer(number: number, result: SignalResult): void {
    this.#outbox.answered(number)
    this.#answers.get(number)?.(result)
    this.#answers.delete(number)
  }

  /** Nobody is left to be asked. */
  #answerAll(): void {
    for (const number of this.#answers.keys()) this.#answer(number, notAvailable)
  }

  #listenTo(supervisor: RemoteSupervisor): AnswerWatch {
    const watch = new AnswerWatch(
      supervisor.connection,
      () => this.#isAnswerExpected,
      (silence) => {
        this.#events.push({ type: 'silent', silence })
      },
    )
    supervisor.onEvent((event) => {
      if (event.type === 'lost') {
        watch.close()
        this.#replacing = this.#replace(event.reason).catch((error: unknown) => {
          raise(error)
          this.#lose(`${event.reason} Another one could not be used: ${messageOf(error)}`)
        })
        return
      }
      this.#outbox.follow(event)
      this.#events.push(event)
    })
    return watch
  }

  get #isAnswerExpected(): boolean {
    switch (this.#state) {
      case 'connected':
        return this.#outbox.isAnswerExpected
      case 'closing':
        return true
      case 'replacing':
      case 'lost':
        return false
    }
  }

  async #replace(reason: string): Promise<void> {
    if (this.#state !== 'connected') return
    this.#state = 'replacing'
    for (const pause of tries) {
      if (pause > 0) await wait(pause)
      try {
        this.#welcome(await meetSupervisor(this.#options), reason)
        return
      } catch (error) {
        reason = `${reason} Another one could not be started: ${messageOf(error)}`
      }
    }
    this.#lose(reason)
  }

  #welcome(next: RemoteSupervisor, reason: string): void {
    this.#current = next
    this.#watch = this.#listenTo(next)
    this.#state = 'connected'
    this.#events.push({ type: 'replaced', reason })
    for (const message of this.#outbox.all()) this.#send(message)
  }

  #lose(reason: string): void {
    this.#state = 'lost'
    this.#events.push({ type: 'lost', reason })
    this.#answerAll()
    this.#outbox.clear()
  }
}
