import { setTimeout as wait } from 'node:timers/promises'
import type { SupervisorDescription } from '../contract/diagnostics.ts'
import { messageOf, raise } from '../platform/uncaught.ts'
import { AnswerWatch } from './connection/answer-watch.ts'
import { keyOf } from './attempts/attempt.ts'
import { EventQueue } from './event-queue.ts'
import { meetSupervisor } from './connection/meeting.ts'
import type { TaskBase } from './messages.ts'
import type {
  AttemptKey,
  AttendRequest,
  Exit,
  LaunchRequest,
  SignalResult,
  SignalTarget,
  Supervisor,
  SupervisorEvent,
} from './port.ts'
import type { RemoteSupervisor } from './connection/remote-supervisor.ts'
import type { SupervisorOptions } from './connection/remote.ts'

/** Milliseconds before each try to replace a supervisor process that is gone; after the last it is given up. */
const tries = [0, 250, 1_000]

/** A terminate or kill that is under way, to be asked again of a supervisor process that takes the place of another. */
interface Ending {
  readonly target: SignalTarget
  /** When SIGKILL is due, by `performance.now()`; undefined: at once. */
  readonly killAt: number | undefined
  readonly resolve: (result: SignalResult) => void
}

const notAvailable: SignalResult = { ok: false, code: 'not-available', survivors: [] }

/** Whoever asked is answered whatever went wrong. */
function unanswered(error: unknown): SignalResult {
  raise(error)
  return notAvailable
}

/**
 * Meets the supervisor process that an earlier host left, or starts one. Rejects with an Error that says why it could not.
 */
export async function openSupervisor(options: SupervisorOptions): Promise<EnduringSupervisor> {
  return new EnduringSupervisor(options, await meetSupervisor(options))
}

/** The supervisor process's supervisor; where that process dies, that of the next one. */
export class EnduringSupervisor implements Supervisor {
  #options: SupervisorOptions
  readonly #events = new EventQueue()
  /** Attempts that were launched or taken up, and of which no end was told. */
  readonly #underWay = new Map<string, AttemptKey>()
  /** Those in the host's own processes, with what is to be told once more of their ends. */
  readonly #attended = new Map<string, { request: AttendRequest; exitStatus?: Exit['exitStatus'] }>()
  readonly #endings = new Set<Ending>()
  #current: RemoteSupervisor
  #watch: AnswerWatch
  /** Questions that are not answered yet. */
  #asked = 0
  /** What is to be said to the next supervisor process, while there is none. */
  #waiting: ((current: RemoteSupervisor) => void)[] | undefined
  #replacing: Promise<void> | undefined
  #interval = 0
  #state: 'open' | 'closing' | 'lost' = 'open'

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
  buildOn(base: TaskBase): void {
    this.#options = { ...this.#options, ...base }
    this.#current.buildOn(base)
  }

  /** Silent once it is lost, as its `lost` event announced. */
  launch(request: LaunchRequest): void {
    const { runId, attempt } = request
    this.#say((current) => {
      this.#underWay.set(keyOf(request), { runId, attempt })
      current.launch(request)
    })
  }

  attend(request: AttendRequest): void {
    this.#attended.set(keyOf(request), { request })
    if (!this.#waiting) this.#current.attend(request)
  }

  end(key: AttemptKey, exitStatus: Exit['exitStatus']): void {
    const attended = this.#attended.get(keyOf(key))
    if (!attended) return
    attended.exitStatus = exitStatus
    if (!this.#waiting) this.#current.end(key, exitStatus)
  }

  reattach(keys: readonly AttemptKey[]): void {
    this.#say((current) => {
      for (const key of keys) this.#underWay.set(keyOf(key), key)
      current.reattach(keys)
    })
  }

  settle(keys: readonly AttemptKey[]): void {
    this.#say((current) => {
      current.settle(keys)
    })
  }

  terminate(target: SignalTarget, grace: number): Promise<SignalResult> {
    return this.#end(target, performance.now() + Math.max(0, grace))
  }

  kill(target: SignalTarget): Promise<SignalResult> {
    return this.#end(target, undefined)
  }

  suspend(target: SignalTarget): Promise<SignalResult> {
    return this.#ask((current) => current.suspend(target))
  }

  resume(target: SignalTarget): Promise<SignalResult> {
    return this.#ask((current) => current.resume(target))
  }

  sampleEvery(interval: number): void {
    this.#interval = interval
    this.#say((current) => {
      current.sampleEvery(interval)
    })
  }

  onEvent(listener: (event: SupervisorEvent) => void): () => void {
    return this.#events.subscribe(listener)
  }

  async close(grace: number): Promise<void> {
    await this.#replacing
    this.#state = 'closing'
    await this.#current.close(grace)
    this.#watch.close()
    this.#events.close()
  }

  async leave(): Promise<void> {
    this.#events.close()
    await this.#replacing
    this.#state = 'closing'
    await this.#current.leave()
    this.#watch.close()
  }

  /** Now, or once there is a supervisor process again. */
  #say(words: (current: RemoteSupervisor) => void): void {
    if (this.#state === 'lost') return
    if (this.#waiting) this.#waiting.push(words)
    else words(this.#current)
  }

  #ask(question: (current: RemoteSupervisor) => Promise<SignalResult>): Promise<SignalResult> {
    if (this.#state === 'lost') return Promise.resolve(notAvailable)
    return new Promise((resolve) => {
      this.#say((current) => {
        this.#asked++
        question(current)
          .catch(unanswered)
          .then(resolve)
          .finally(() => this.#asked--)
          .catch(raise)
      })
    })
  }

  #end(target: SignalTarget, killAt: number | undefined): Promise<SignalResult> {
    if (this.#state === 'lost') return Promise.resolve(notAvailable)
    return new Promise((resolve) => {
      const ending = { target, killAt, resolve }
      this.#endings.add(ending)
      if (!this.#waiting) this.#askToEnd(ending).catch(raise)
    })
  }

  async #askToEnd(ending: Ending): Promise<void> {
    const current = this.#current
    const { target, killAt } = ending
    const asked =
      killAt === undefined ? current.kill(target) : current.terminate(target, Math.max(0, killAt - performance.now()))
    const result = await asked.catch(unanswered)
    // The answer of one that is gone says nothing: the next one is asked.
    if (current.isGone && this.#state === 'open') return
    this.#endings.delete(ending)
    ending.resolve(result)
  }

  #listenTo(supervisor: RemoteSupervisor): AnswerWatch {
    const watch = new AnswerWatch(
      supervisor,
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
      this.#follow(event)
      this.#events.push(event)
    })
    return watch
  }

  get #isAnswerExpected(): boolean {
    if (this.#waiting || this.#state === 'lost') return false
    const expected = this.#underWay.size + this.#attended.size + this.#endings.size + this.#asked
    return this.#state === 'closing' || expected > 0
  }

  #follow(event: SupervisorEvent): void {
    if (event.type === 'exited') this.#attended.delete(keyOf(event))
    if (event.type === 'exited' || event.type === 'start-failed') this.#underWay.delete(keyOf(event))
    else if (event.type === 'found' && event.fate.kind !== 'running' && event.fate.kind !== 'followed') {
      this.#underWay.delete(keyOf(event))
    }
  }

  async #replace(reason: string): Promise<void> {
    if (this.#state !== 'open') return
    this.#waiting = []
    for (const pause of tries) {
      if (pause > 0) await wait(pause)
      try {
        this.#welcome(await meetSupervisor(this.#options), reason)
        return
      } catch (error) {
        reason = `${reason} Another one could not be started: ${error instanceof Error ? error.message : String(error)}`
      }
    }
    this.#lose(reason)
  }

  #welcome(next: RemoteSupervisor, reason: string): void {
    this.#current = next
    this.#watch = this.#listenTo(next)
    next.buildOn(this.#options)
    this.#events.push({ type: 'replaced', reason })
    next.reattach([...this.#underWay.values()])
    for (const { request, exitStatus } of this.#attended.values()) {
      next.attend(request)
      if (exitStatus !== undefined) next.end({ runId: request.runId, attempt: request.attempt }, exitStatus)
    }
    if (this.#interval > 0) next.sampleEvery(this.#interval)
    for (const ending of this.#endings) this.#askToEnd(ending).catch(raise)
    const waiting = this.#waiting ?? []
    this.#waiting = undefined
    for (const words of waiting) words(next)
  }

  #lose(reason: string): void {
    this.#state = 'lost'
    const waiting = this.#waiting ?? []
    this.#waiting = undefined
    this.#events.push({ type: 'lost', reason })
    for (const { resolve } of this.#endings) resolve(notAvailable)
    this.#endings.clear()
    // Questions among them are answered by the one that is gone; a launch says nothing there.
    for (const words of waiting) words(this.#current)
  }
}
