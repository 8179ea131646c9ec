import type { Socket } from 'node:net'
import type { SupervisorDescription } from '../../contract/diagnostics.ts'
import type { ProcessIdentity } from '../../contract/process.ts'
import { raise } from '../../platform/uncaught.ts'
import type { Connection } from '../connection/connection.ts'
import { examine } from '../connection/greeting.ts'
import { HostSession } from './host-session.ts'
import { IncomingConnection } from './incoming-connection.ts'
import { MistakeReports } from './mistake-reports.ts'
import type { AttemptRegistry } from './registry.ts'
import {
  type Hello,
  type HostLostPolicy,
  type HostMessage,
  type Refusal,
  type SupervisorMessage,
  protocolVersion,
} from '../messages.ts'
import type { Platform } from '../platform/platform.ts'

/** Milliseconds that the last words may take to be read. */
const dismissBound = 5_000

/** Milliseconds that it waits for a host: for its first, and for another while there is nothing to keep. */
const waits = { first: 15_000, another: 5_000 }

interface HostConnectionsOptions {
  secret: string
  registry: AttemptRegistry
  platform: Platform
  description: SupervisorDescription
  /** Whether a later host could find us. */
  isReachable: () => boolean
  /** There is no host and nothing to do any more; `isFolderKept`: the journal has something for a later host. */
  onDone: (isFolderKept: boolean) => void
}

/** Has one host after another, and carries out the will of one that is lost. */
export class HostConnections {
  readonly #options: HostConnectionsOptions
  readonly #registry: AttemptRegistry
  readonly #secret: Buffer
  #host: HostSession | undefined
  readonly #mistakes = new MistakeReports()
  #isClosing = false
  #onDismissed: (() => void) | undefined
  #idle: NodeJS.Timeout

  constructor(options: HostConnectionsOptions) {
    this.#options = options
    this.#registry = options.registry
    this.#secret = Buffer.from(options.secret)
    this.#registry.supervisor.onEvent((event) => {
      if (this.#host) this.#host.tell(event)
      else this.#waitForHost(waits.another)
    })
    this.#idle = setTimeout(() => {
      this.#endIfIdle()
    }, waits.first)
  }

  receive(socket: Socket): void {
    new IncomingConnection(socket, {
      greet: (message, connection) => this.#greet(message, connection),
      hear: (message, session) => {
        // What a host that was given up had still sent is not carried out.
        if (session === this.#host) this.#hear(message, session)
      },
      onGone: (session) => {
        if (session === this.#host) this.#onHostGone(session.hello.onHostLost)
      },
    })
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
    setTimeout(onGone, dismissBound)
  }

  /** Tells the host of an error that nobody handled, or the next host. */
  tellMistake(message: string, details: string): void {
    this.#mistakes.tell(message, details, this.#host)
  }

  #hear(message: HostMessage, host: HostSession): void {
    if (message.type === 'call' && message.call.name === 'close') this.#isClosing = true
    host.carryOut(message)
  }

  async #greet(message: unknown, connection: Connection<SupervisorMessage>): Promise<HostSession | undefined> {
    const hello = examine(message, this.#secret)
    if (typeof hello === 'string') {
      refuse(hello, connection)
      return undefined
    }
    await this.#makeRoom(hello.host)
    if (this.#isClosing || this.#host) {
      refuse(this.#isClosing ? 'is-ending' : 'has-a-host', connection)
      return undefined
    }
    return this.#welcome(hello, connection)
  }

  #welcome(hello: Hello, connection: Connection<SupervisorMessage>): HostSession {
    clearTimeout(this.#idle)
    const host = new HostSession(hello, connection, this.#registry, (call) => {
      if (call === 'close') this.#end(host)
      else if (host === this.#host) this.#onHostGone({ kind: 'keep' })
    })
    this.#host = host
    this.#registry.buildOn(hello)
    const { description } = this.#options
    connection.send({ type: 'welcome', version: protocolVersion, pid: process.pid, description })
    this.#mistakes.catchUp(host)
    return host
  }

  /** Gives up the connection of a host that is dead, or that connects again: its end may reach us only later, or be held open by somebody else. */
  async #makeRoom(next: ProcessIdentity): Promise<void> {
    const before = this.#host
    if (!before) return
    const { host } = before.hello
    const isSame = host.pid === next.pid && host.startTime === next.startTime
    if ((!isSame && (await this.#isAlive(host))) || before !== this.#host) return
    before.destroy()
    this.#onHostGone(before.hello.onHostLost)
  }

  async #isAlive(host: ProcessIdentity): Promise<boolean> {
    // If the system tells no start time at the start, the connection alone says it.
    if (host.startTime === 0) return true
    return this.#options.platform.living([host]).then(
      (living) => living.length > 0,
      () => true,
    )
  }

  /** Without a goodbye, it was killed or it crashed. */
  #onHostGone(onHostLost: HostLostPolicy): void {
    const host = this.#host
    this.#host = undefined
    if (host?.hasBegun) this.#registry.clearDoubt()
    this.#onDismissed?.()
    if (this.#isClosing) return
    this.#registry.supervisor.killAttended()
    this.#registry.supervisor.sampleEvery(0)
    if (onHostLost.kind === 'keep') {
      this.#waitForHost(waits.another)
      return
    }
    this.#isClosing = true
    this.#registry.supervisor
      .close(onHostLost.grace)
      .catch(raise)
      .then(() => {
        this.#end(host)
      })
      .catch(raise)
  }

  /** A host that wants nothing to be kept will not ask for what became of its attempts. */
  #end(host: HostSession | undefined): void {
    if (host?.hello.onHostLost.kind === 'terminate') this.#registry.settle(host.claimed)
    this.#options.onDone(this.#registry.hasUnsettled)
  }

  #waitForHost(bound: number): void {
    clearTimeout(this.#idle)
    this.#idle = setTimeout(() => {
      this.#endIfIdle()
    }, bound)
  }

  #endIfIdle(): void {
    if (this.#host || this.#isClosing) return
    const isOfUse = this.#registry.hasUnsettled && (this.#registry.supervisor.isBusy() || this.#options.isReachable())
    if (isOfUse) {
      this.#waitForHost(waits.another)
      return
    }
    this.#isClosing = true
    this.#options.onDone(false)
  }
}

function refuse(reason: Refusal, connection: Connection<SupervisorMessage>): void {
  connection.send({ type: 'refused', reason, version: protocolVersion })
  connection.end()
}
