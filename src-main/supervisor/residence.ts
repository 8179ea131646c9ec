import { timingSafeEqual } from 'node:crypto'
import type { Socket } from 'node:net'
import { Connection } from './connection.ts'
import { LocalSupervisor } from './local.ts'
import {
  type Call,
  type Hello,
  type HostMessage,
  type ResidentMessage,
  parseHello,
  protocolVersion,
} from './messages.ts'
import type { SignalResult } from './port.ts'

type Refusal = Extract<ResidentMessage, { type: 'refused' }>['reason']

/** Milliseconds that a connection may stay silent before its hello, and that the last words may take to be read. */
const patience = 5_000

/** Serves one host for its life: carries out its messages, and its will when it is lost. */
export class Residence {
  readonly #secret: Buffer
  readonly #onDone: () => void
  #host: Connection<ResidentMessage> | undefined
  #supervisor: LocalSupervisor | undefined
  #isClosing = false
  #onDismissed: (() => void) | undefined

  /** @param onDone There is no host and no task any more, nor will there be. */
  constructor(secret: string, onDone: () => void) {
    this.#secret = Buffer.from(secret)
    this.#onDone = onDone
  }

  get hasHadHost(): boolean {
    return this.#supervisor !== undefined
  }

  receive(socket: Socket): void {
    let hello: Hello | undefined
    const silence = setTimeout(() => socket.destroy(), patience)
    const connection = new Connection<ResidentMessage>(
      socket,
      (message) => {
        if (hello) {
          this.#carryOut(message as HostMessage, connection)
          return
        }
        clearTimeout(silence)
        const greeting = this.#examine(message)
        if (typeof greeting === 'string') {
          connection.send({ type: 'refused', reason: greeting, version: protocolVersion })
          connection.end()
          return
        }
        hello = greeting
        this.#welcome(hello, connection)
      },
      () => {
        clearTimeout(silence)
        if (hello) void this.#onHostGone(hello)
      },
    )
  }

  /** Lets the host read what was sent to it, then calls back. */
  dismiss(onGone: () => void): void {
    this.#isClosing = true
    if (!this.#host) {
      onGone()
      return
    }
    this.#onDismissed = onGone
    this.#host.end()
    setTimeout(onGone, patience)
  }

  #examine(message: unknown): Hello | Refusal {
    const hello = parseHello(message)
    if (!hello) return 'not-a-hello'
    if (hello.version !== protocolVersion) return 'wrong-version'
    const secret = Buffer.from(hello.secret)
    if (secret.length !== this.#secret.length || !timingSafeEqual(secret, this.#secret)) return 'wrong-secret'
    return this.hasHadHost ? 'has-a-host' : hello
  }

  #welcome(hello: Hello, connection: Connection<ResidentMessage>): void {
    this.#host = connection
    this.#supervisor = new LocalSupervisor({ environment: hello.environment })
    this.#supervisor.onEvent((event) => {
      // Nothing waits for a start, and a short run's exit follows soon: fewer messages wake the host.
      connection.send({ type: 'event', event }, event.type !== 'started')
    })
    connection.send({ type: 'welcome', version: protocolVersion, pid: process.pid })
  }

  #carryOut(message: HostMessage, connection: Connection<ResidentMessage>): void {
    const supervisor = this.#supervisor
    if (!supervisor) return
    switch (message.type) {
      case 'launch':
        supervisor.launch(message.request)
        break
      case 'sampleEvery':
        supervisor.sampleEvery(message.interval)
        break
      case 'call':
        void this.#answer(supervisor, message.call).then((result) => {
          connection.send({ type: 'result', number: message.number, result })
          if (message.call.name === 'close') this.#onDone()
        })
        break
      case 'hello':
        break
    }
  }

  async #answer(supervisor: LocalSupervisor, call: Call): Promise<SignalResult> {
    switch (call.name) {
      case 'terminate':
        return supervisor.terminate(call.target, call.grace)
      case 'close':
        this.#isClosing = true
        await supervisor.close(call.grace)
        return { ok: true }
      default:
        return supervisor[call.name](call.target)
    }
  }

  /** Without a goodbye: the host was killed, or it crashed. */
  async #onHostGone({ onHostLost }: Hello): Promise<void> {
    this.#host = undefined
    this.#onDismissed?.()
    if (this.#isClosing || !this.#supervisor) return
    if (onHostLost.kind === 'terminate') await this.#supervisor.close(onHostLost.grace)
    else await this.#supervisor.whenIdle()
    this.#onDone()
  }
}
