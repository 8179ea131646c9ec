import type { Socket } from 'node:net'
import { setTimeout as wait } from 'node:timers/promises'
import type { ProcessIdentity } from '../contract/process.ts'
import { keyOf } from './attempt.ts'
import { Connection } from './connection.ts'
import { examine } from './greeting.ts'
import type { Keeper } from './keeper.ts'
import {
  type Call,
  type Hello,
  type HostLostPolicy,
  type HostMessage,
  type Refusal,
  type ResidentMessage,
  protocolVersion,
} from './messages.ts'
import type { Platform } from './platform/platform.ts'
import type { AttemptKey, LaunchRequest, SignalResult, SupervisorEvent } from './port.ts'

/** Milliseconds that a connection may stay silent before its hello, and that the last words may take to be read. */
const patience = 5_000

/** Milliseconds that it waits for a host: for its first, and for another while there is nothing to keep. */
const waits = { first: 15_000, another: 5_000 }

/** Milliseconds between looks at a start that is under way. */
const startPause = 5

interface Host {
  readonly hello: Hello
  readonly connection: Connection<ResidentMessage>
  /** Attempts that it launched or took up: of others it hears nothing, as it does not know them yet. */
  readonly claimed: Map<string, AttemptKey>
}

/** Serves one host after another: carries out their messages, and the will of one that is lost. */
export class Residence {
  readonly #secret: Buffer
  readonly #keeper: Keeper
  readonly #platform: Platform
  readonly #onDone: (isFolderKept: boolean) => void
  #host: Host | undefined
  #isClosing = false
  #onDismissed: (() => void) | undefined
  #idle: NodeJS.Timeout

  /** @param onDone There is no host and nothing to do any more; `isFolderKept`: the journal has something for a later host. */
  constructor(secret: string, keeper: Keeper, platform: Platform, onDone: (isFolderKept: boolean) => void) {
    this.#secret = Buffer.from(secret)
    this.#keeper = keeper
    this.#platform = platform
    this.#onDone = onDone
    keeper.supervisor.onEvent((event) => {
      this.#tell(event)
    })
    this.#idle = setTimeout(() => {
      this.#endIfIdle()
    }, waits.first)
  }

  receive(socket: Socket): void {
    let host: Host | undefined
    let isGreeted = false
    let isOver = false
    const part = (): void => {
      if (host && host === this.#host) this.#onHostGone(host.hello.onHostLost)
    }
    const silence = setTimeout(() => socket.destroy(), patience)
    const connection = new Connection<ResidentMessage>(
      socket,
      (message) => {
        // What a host that was given up had still sent is not carried out.
        if (host && host === this.#host) this.#carryOut(message as HostMessage, host)
        if (isGreeted) return
        isGreeted = true
        clearTimeout(silence)
        void this.#greet(message, connection).then((greeted) => {
          host = greeted
          if (isOver) part()
        })
      },
      () => {
        clearTimeout(silence)
        isOver = true
        part()
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
    this.#host.connection.end()
    setTimeout(onGone, patience)
  }

  async #greet(message: unknown, connection: Connection<ResidentMessage>): Promise<Host | undefined> {
    const hello = examine(message, this.#secret)
    if (typeof hello === 'string') return refuse(hello, connection)
    await this.#makeRoom(hello.host)
    const refusal = this.#refusalNow()
    if (refusal) return refuse(refusal, connection)
    clearTimeout(this.#idle)
    const host: Host = { hello, connection, claimed: new Map() }
    this.#host = host
    this.#keeper.supervisor.environment = hello.environment
    connection.send({ type: 'welcome', version: protocolVersion, pid: process.pid })
    return host
  }

  /** Gives up the connection of a host that is dead, or that comes anew: its end may reach us only later, or be held open by somebody else. */
  async #makeRoom(next: ProcessIdentity): Promise<void> {
    const before = this.#host
    if (!before) return
    const { host } = before.hello
    const isSame = host.pid === next.pid && host.startTime === next.startTime
    if ((!isSame && (await this.#isAlive(before))) || before !== this.#host) return
    before.connection.destroy()
    this.#onHostGone(before.hello.onHostLost)
  }

  #refusalNow(): Refusal | undefined {
    if (this.#isClosing) return 'is-ending'
    return this.#host ? 'has-a-host' : undefined
  }

  async #isAlive({ hello: { host } }: Host): Promise<boolean> {
    // Where the system tells no start time at the start, the connection alone says it.
    if (host.startTime === 0) return true
    return this.#platform.living([host]).then(
      (living) => living.length > 0,
      () => true,
    )
  }

  #tell(event: SupervisorEvent): void {
    const host = this.#host
    if (!host) {
      this.#considerEnding()
      return
    }
    const isClaimed = (key: AttemptKey): boolean => host.claimed.has(keyOf(key))
    if (event.type === 'sampled') {
      const trees = event.trees.filter(isClaimed)
      if (trees.length > 0) host.connection.send({ type: 'event', event: { ...event, trees } })
      return
    }
    if ('runId' in event && !isClaimed(event)) return
    // Nothing waits for a start, and a short run's exit follows soon: fewer messages wake the host.
    host.connection.send({ type: 'event', event }, event.type !== 'started')
  }

  #carryOut(message: HostMessage, host: Host): void {
    switch (message.type) {
      case 'launch':
        this.#launch(message.request, host)
        break
      case 'takeUp':
        for (const key of message.keys) void this.#takeUp(key, host)
        break
      case 'settle':
        this.#keeper.settle(message.keys)
        for (const key of message.keys) host.claimed.delete(keyOf(key))
        break
      case 'sampleEvery':
        this.#keeper.supervisor.sampleEvery(message.interval)
        break
      case 'call':
        void this.#answer(message.call).then((result) => {
          host.connection.send({ type: 'result', number: message.number, result })
          if (message.call.name === 'close') this.#end(host)
          if (message.call.name === 'leave') this.#onHostGone({ kind: 'keep' })
        })
        break
      case 'hello':
        break
    }
  }

  #launch(request: LaunchRequest, host: Host): void {
    const { runId, attempt } = request
    const error = this.#keeper.refusalOf(request)
    if (!error) {
      host.claimed.set(keyOf(request), { runId, attempt })
      this.#keeper.supervisor.launch(request)
      return
    }
    host.connection.send({ type: 'event', event: { type: 'start-failed', runId, attempt, error } })
  }

  async #takeUp({ runId, attempt }: AttemptKey, host: Host): Promise<void> {
    const key = { runId, attempt }
    let fate = this.#keeper.fateOf(key)
    for (; !fate; fate = this.#keeper.fateOf(key)) await wait(startPause)
    host.connection.send({ type: 'event', event: { type: 'found', ...key, fate } })
    const keptFrom = this.#keeper.keptFrom(key)
    if (keptFrom > 0) host.connection.send({ type: 'event', event: { type: 'log-cut', ...key, keptFrom } })
    host.claimed.set(keyOf(key), key)
  }

  async #answer(call: Call): Promise<SignalResult> {
    const { supervisor } = this.#keeper
    switch (call.name) {
      case 'terminate':
        return supervisor.terminate(call.target, call.grace)
      case 'adopt':
        await this.#keeper.adopt(call.folder)
        return { ok: true }
      case 'doubt':
        this.#keeper.doubt(call.reason)
        return { ok: true }
      case 'leave':
        return { ok: true }
      case 'close':
        this.#isClosing = true
        await supervisor.close(call.grace)
        return { ok: true }
      default:
        return supervisor[call.name](call.target)
    }
  }

  /** Without a goodbye, it was killed or it crashed. */
  #onHostGone(onHostLost: HostLostPolicy): void {
    const host = this.#host
    this.#host = undefined
    this.#onDismissed?.()
    if (this.#isClosing) return
    this.#keeper.supervisor.sampleEvery(0)
    if (onHostLost.kind === 'keep') {
      this.#considerEnding()
      return
    }
    this.#isClosing = true
    void this.#keeper.supervisor.close(onHostLost.grace).then(() => {
      this.#end(host)
    })
  }

  /** A host that wants nothing to be kept will not ask for what became of its attempts. */
  #end(host: Host | undefined): void {
    if (host?.hello.onHostLost.kind === 'terminate') this.#keeper.settle([...host.claimed.values()])
    this.#onDone(this.#keeper.hasUnsettled)
  }

  #considerEnding(): void {
    clearTimeout(this.#idle)
    this.#idle = setTimeout(() => {
      this.#endIfIdle()
    }, waits.another)
  }

  #endIfIdle(): void {
    if (this.#host || this.#isClosing || this.#keeper.hasUnsettled) return
    this.#isClosing = true
    this.#onDone(false)
  }
}

function refuse(reason: Refusal, connection: Connection<ResidentMessage>): undefined {
  connection.send({ type: 'refused', reason, version: protocolVersion })
  connection.end()
}
