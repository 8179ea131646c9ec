import { setTimeout as wait } from 'node:timers/promises'
import { messageOf, raise } from '../../platform/uncaught.ts'
import { keyOf } from '../attempts/attempt.ts'
import type { Connection } from '../connection/connection.ts'
import { answerCall } from './call-answers.ts'
import type { AttemptRegistry } from './registry.ts'
import type { Call, Hello, HostMessage, SupervisorMessage } from '../messages.ts'
import { type AttemptKey, type Fate, type LaunchRequest, type SupervisorEvent, notAvailable } from '../port.ts'

/** Milliseconds between looks at a start that is under way. */
const startPause = 5

/** What one host asks and hears. */
export class HostSession {
  readonly hello: Hello
  readonly #connection: Connection<SupervisorMessage>
  readonly #registry: AttemptRegistry
  readonly #onGoodbye: (call: 'close' | 'leave') => void
  /** Attempts that it launched or took up: of others it hears nothing, as it does not know them yet. */
  readonly #claimed = new Map<string, AttemptKey>()
  #hasBegun = false

  /** @param onGoodbye It was answered, and says nothing more. */
  constructor(
    hello: Hello,
    connection: Connection<SupervisorMessage>,
    registry: AttemptRegistry,
    onGoodbye: (call: 'close' | 'leave') => void,
  ) {
    this.hello = hello
    this.#connection = connection
    this.#registry = registry
    this.#onGoodbye = onGoodbye
  }

  /** It has launched something or taken something up: what was doubtful at its beginning is behind it. */
  get hasBegun(): boolean {
    return this.#hasBegun
  }

  /** What it launched or took up, and did not settle. */
  get claimed(): AttemptKey[] {
    return [...this.#claimed.values()]
  }

  tell(event: SupervisorEvent): void {
    const isClaimed = (key: AttemptKey): boolean => this.#claimed.has(keyOf(key))
    if (event.type === 'sampled') {
      const trees = event.trees.filter(isClaimed)
      if (trees.length > 0) this.#send({ ...event, trees })
      return
    }
    if ('runId' in event && !isClaimed(event)) return
    // Nothing waits for a start, and a short run's exit follows soon: fewer messages wake the host.
    this.#send(event, event.type !== 'started')
  }

  carryOut(message: HostMessage): void {
    switch (message.type) {
      case 'base':
        this.#registry.buildOn(message.base)
        break
      case 'launch':
        this.#launch(message.request)
        break
      case 'attend':
        this.#claim(message.request)
        this.#registry.supervisor.attend(message.request)
        break
      case 'end':
        this.#registry.supervisor.end(message.key, message.exitStatus)
        break
      case 'takeUp':
        this.#hasBegun = true
        for (const key of message.keys) this.#reattach(key).catch(raise)
        break
      case 'settle':
        this.#registry.settle(message.keys)
        for (const key of message.keys) this.#claimed.delete(keyOf(key))
        break
      case 'sampleEvery':
        this.#registry.supervisor.sampleEvery(message.interval)
        break
      case 'call':
        this.#carryOutCall(message.number, message.call).catch(raise)
        break
      case 'hello':
        break
    }
  }

  tellMistake(message: string, details: string): void {
    this.#connection.send({ type: 'mistake', message, details })
  }

  /** Sends what waits, then ends the connection. */
  end(): void {
    this.#connection.end()
  }

  destroy(): void {
    this.#connection.destroy()
  }

  #send(event: SupervisorEvent, isUrgent = true): void {
    this.#connection.send({ type: 'event', event }, isUrgent)
  }

  #launch(request: LaunchRequest): void {
    this.#hasBegun = true
    const { runId, attempt } = request
    const error = this.#registry.refusalOf(request)
    if (error) {
      this.#send({ type: 'start-failed', runId, attempt, error })
      return
    }
    this.#claim(request)
    this.#registry.supervisor.launch(request)
  }

  #claim({ runId, attempt }: AttemptKey): void {
    const key = { runId, attempt }
    this.#claimed.set(keyOf(key), key)
  }

  async #reattach({ runId, attempt }: AttemptKey): Promise<void> {
    const key = { runId, attempt }
    let fate: Fate | undefined
    try {
      for (fate = this.#registry.fateOf(key); !fate; fate = this.#registry.fateOf(key)) await wait(startPause)
    } catch (error) {
      raise(error)
      fate = { kind: 'unknown', reason: `what became of it could not be found out: ${messageOf(error)}` }
    }
    // Before its end: the host ignores what is reported about a run that has ended.
    const keptFrom = this.#registry.keptFrom(key)
    if (keptFrom > 0) this.#send({ type: 'log-cut', ...key, keptFrom })
    this.#send({ type: 'found', ...key, fate })
    this.#claim(key)
  }

  /** Answers whatever goes wrong: the host waits for it. */
  async #carryOutCall(number: number, call: Call): Promise<void> {
    try {
      this.#connection.send({ type: 'result', number, result: await answerCall(call, this.#registry) })
    } catch (error) {
      this.#connection.send({ type: 'result', number, result: notAvailable, reason: messageOf(error) })
      raise(error)
    } finally {
      if (call.name === 'close' || call.name === 'leave') this.#onGoodbye(call.name)
    }
  }
}
