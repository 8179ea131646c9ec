import type { ExitStatus, FunctionEnd } from '../../contract/run.ts'
import { keyOf } from '../attempts/attempt.ts'
import type { TaskBase } from '../messages.ts'
import type { AttemptKey, AttendRequest, LaunchRequest, SignalTarget, SupervisorEvent } from '../port.ts'

/** What is asked of an attempt's processes, and answered. */
export type Order =
  /** `killAt`: when SIGKILL is due, by `performance.now()`. */
  | { name: 'terminate'; target: SignalTarget; killAt: number }
  | { name: 'kill' | 'suspend' | 'resume'; target: SignalTarget }

/** What a host says to its supervisor process, as plain data: it can be said again to another one. */
export type Message =
  | { type: 'base'; base: TaskBase }
  | { type: 'sampleEvery'; interval: number }
  | { type: 'launch'; request: LaunchRequest }
  | { type: 'reattach'; key: AttemptKey }
  | { type: 'attend'; request: AttendRequest }
  | { type: 'end'; key: AttemptKey; exitStatus: ExitStatus | FunctionEnd }
  | { type: 'settle'; keys: readonly AttemptKey[] }
  | { type: 'order'; number: number; order: Order }

/**
 * What the next supervisor process must be told if the present one dies: one list of messages, in the order in which they
 * were said. Each stays until it has done what it was for:
 *
 * - `base` and `sampleEvery` stay; a later one takes the place of the earlier.
 * - `launch` becomes `reattach` as soon as it is sent: it must not be carried out twice. `reattach` stays until the attempt
 *   has ended, or is known never to have started.
 * - `attend` and `end` stay until the attempt has ended.
 * - `settle` stays until it is sent.
 * - An order stays until it is answered.
 */
export class Outbox {
  readonly #messages = new Map<unknown, Message>()

  add(message: Message): void {
    this.#messages.set(nameOf(message), message)
  }

  /** A supervisor process was told. */
  sent(message: Message): void {
    if (message.type === 'settle') this.#messages.delete(nameOf(message))
    if (message.type !== 'launch') return
    const { runId, attempt } = message.request
    this.add({ type: 'reattach', key: { runId, attempt } })
  }

  answered(number: number): void {
    this.#messages.delete(orderName(number))
  }

  /** Removes what needs no more to be said once this has happened. */
  follow(event: SupervisorEvent): void {
    switch (event.type) {
      case 'exited':
        this.#messages.delete(attemptName(event))
        this.#messages.delete(attendName(event))
        this.#messages.delete(endName(event))
        break
      case 'start-failed':
        this.#messages.delete(attemptName(event))
        break
      case 'found':
        if (event.fate.kind !== 'running' && event.fate.kind !== 'followed') this.#messages.delete(attemptName(event))
    }
  }

  isAttended(key: AttemptKey): boolean {
    return this.#messages.has(attendName(key))
  }

  /** In the order in which they were said. */
  all(): Message[] {
    return [...this.#messages.values()]
  }

  /** Whether something was said of which the supervisor process has yet to say what came of it. */
  get isAnswerExpected(): boolean {
    return this.all().some(({ type }) => type !== 'base' && type !== 'sampleEvery')
  }

  clear(): void {
    this.#messages.clear()
  }
}

/** Messages of one name take each other's place. */
function nameOf(message: Message): unknown {
  switch (message.type) {
    case 'base':
    case 'sampleEvery':
      return message.type
    case 'launch':
      return attemptName(message.request)
    case 'reattach':
      return attemptName(message.key)
    case 'attend':
      return attendName(message.request)
    case 'end':
      return endName(message.key)
    case 'settle':
      return message
    case 'order':
      return orderName(message.number)
  }
}

const attemptName = (key: AttemptKey): string => `attempt ${keyOf(key)}`
const attendName = (key: AttemptKey): string => `attend ${keyOf(key)}`
const endName = (key: AttemptKey): string => `end ${keyOf(key)}`
const orderName = (number: number): string => `order ${String(number)}`
