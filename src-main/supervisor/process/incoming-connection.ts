import type { Socket } from 'node:net'
import { raise } from '../../platform/uncaught.ts'
import { Connection } from '../connection/connection.ts'
import type { HostMessage, SupervisorMessage } from '../messages.ts'
import type { HostSession } from './host-session.ts'

/** Milliseconds that a connection may stay silent before its hello. */
const helloBound = 5_000

/** What is done about the messages of a connection. */
interface Receiver {
  /** Answers its first message; undefined if it was refused. */
  greet: (message: unknown, connection: Connection<SupervisorMessage>) => Promise<HostSession | undefined>
  /** A later message of one that was welcomed. */
  hear: (message: HostMessage, session: HostSession) => void
  /** The connection of one that was welcomed has ended. */
  onGone: (session: HostSession) => void
}

type State =
  | { phase: 'silent'; timer: NodeJS.Timeout }
  /** `hasEnded`: the connection is gone already. */
  | { phase: 'greeting'; hasEnded: boolean }
  | { phase: 'welcomed'; session: HostSession }
  | { phase: 'over' }

/** A connection to the supervisor process, from its first byte to its end. */
export class IncomingConnection {
  readonly #connection: Connection<SupervisorMessage>
  readonly #receiver: Receiver
  #state: State

  constructor(socket: Socket, receiver: Receiver) {
    this.#receiver = receiver
    this.#state = { phase: 'silent', timer: setTimeout(() => socket.destroy(), helloBound) }
    this.#connection = new Connection<SupervisorMessage>(
      socket,
      (message) => {
        this.#receive(message)
      },
      () => {
        this.#onEnded()
      },
    )
  }

  #receive(message: unknown): void {
    switch (this.#state.phase) {
      case 'silent':
        clearTimeout(this.#state.timer)
        this.#state = { phase: 'greeting', hasEnded: false }
        this.#greet(message).catch((error: unknown) => {
          this.#connection.destroy()
          raise(error)
        })
        break
      case 'welcomed':
        this.#receiver.hear(message as HostMessage, this.#state.session)
        break
      case 'greeting':
      case 'over':
        // A host says nothing before it is welcomed.
        break
    }
  }

  async #greet(message: unknown): Promise<void> {
    const session = await this.#receiver.greet(message, this.#connection)
    const hasEnded = this.#state.phase === 'greeting' && this.#state.hasEnded
    this.#state = session && !hasEnded ? { phase: 'welcomed', session } : { phase: 'over' }
    if (session && hasEnded) this.#receiver.onGone(session)
  }

  #onEnded(): void {
    const state = this.#state
    switch (state.phase) {
      case 'silent':
        clearTimeout(state.timer)
        this.#state = { phase: 'over' }
        break
      case 'greeting':
        state.hasEnded = true
        break
      case 'welcomed':
        this.#state = { phase: 'over' }
        this.#receiver.onGone(state.session)
        break
      case 'over':
    }
  }
}
