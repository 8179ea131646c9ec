import { raise } from '../../platform/uncaught.ts'
import { openMemories } from '../../platform/shared-memory.ts'
import type { Frame, FrameWriter } from '../worker/frames.ts'
import type { Patience, QueueEnd } from './end.ts'
import { lost } from './queue-lost.ts'
import { RemoteQueue } from './remote-queue.ts'
import {
  type Answer,
  type Question,
  type QueueName,
  decodeAnswer,
  decodePlace,
  encodeQuestion,
  queueFrames,
} from './requests.ts'
import { RingWriter } from './ring.ts'
import { Window } from './window.ts'

interface Asked {
  resolve: (answer: Answer) => void
  reject: (reason: Error) => void
}

/** What this process has of a queue. */
export interface Access {
  /** 0: it is unknown here. */
  number: number
  window: Window | undefined
  /** Messages that are being put by question: what is put behind them must not overtake them. */
  putting: number
  /** Takers that wait: who comes later must not be served before them. */
  taking: number
}

/** Calls in a row that had nothing to wait for, after which the event loop has a turn: timers and signals are due too. */
const mostInARow = 256

/** Asks queues that live in the process that started this one, or beyond it. */
export class QueueClient {
  readonly #writer: FrameWriter
  readonly #setKept: (isKept: boolean) => void
  readonly #accesses = new Map<string, Access>()
  readonly #numbered = new Map<number, Access>()
  readonly #asked = new Map<number, Asked>()
  #lastNumber = 0
  #ring: RingWriter | undefined
  /** What waits for room in the ring, in order: false where there is still none. */
  #backlog: (() => boolean)[] = []
  #inARow = 0
  #isLost = false

  /** @param setKept Called when answers begin or cease to be waited for: this process has to live for them. */
  constructor(writer: FrameWriter, setKept: (isKept: boolean) => void) {
    this.#writer = writer
    this.#setKept = setKept
  }

  queue(name: QueueName): QueueEnd {
    return new RemoteQueue(
      this,
      name,
      this.#accesses.get(name.id) ?? { number: 0, window: undefined, putting: 0, taking: 0 },
    )
  }

  /** The queue of this name, in the process where the program began. */
  async open(name: string, capacity: number | undefined): Promise<QueueEnd> {
    const answer = await this.ask({ queue: 0, ask: 'open', name, capacity })
    if (answer === 'closed') throw lost()
    return this.queue(answer as QueueName)
  }

  /** False where the frame is none about queues. */
  take({ kind, number, content }: Frame): boolean {
    switch (kind) {
      case queueFrames.answer:
        this.#end(number)?.resolve(decodeAnswer(content))
        return true
      case queueFrames.queue: {
        const access: Access = { number, window: undefined, putting: 0, taking: 0 }
        this.#accesses.set(content.toString(), access)
        this.#numbered.set(number, access)
        return true
      }
      case queueFrames.memory:
        this.#open(number, content).catch((error: unknown) => {
          // Whoever offered it goes on without.
          this.#writer.send(queueFrames.opened, number)
          raise(error)
        })
        return true
      case queueFrames.room:
        this.#goOn()
        return true
      default:
        return false
    }
  }

  /** Nobody answers any more. */
  lose(): void {
    this.#isLost = true
    for (const number of this.#asked.keys()) this.#end(number)?.reject(lost())
    this.#goOn()
  }

  /** Behind what was put before it. */
  ask(question: Question, signal?: AbortSignal, isGot = false): Promise<Answer> {
    if (this.#isLost) return Promise.reject(lost())
    if (this.#backlog.length > 0) {
      return new Promise((resolve) => {
        this.#backlog.push(() => {
          resolve(this.#send(question, signal, isGot))
          return true
        })
      })
    }
    return this.#send(question, signal, isGot)
  }

  /** False where that would take waiting, for room or for a turn of the event loop. */
  putAtOnce(access: Access, item: unknown): boolean {
    const ring = this.#usableRing(access)
    if (!ring || this.#backlog.length > 0 || this.isTurnDue) return false
    if (ring.writeItem(access.number, item) !== 'written') return false
    this.noteCall()
    this.#ringDoorbell(ring)
    return true
  }

  /** At once where there is room in the ring, else by question, in order. */
  put(access: Access, content: Uint8Array, patience: Patience): 'put' | Promise<'put' | 'full' | 'closed'> {
    if (this.#backlog.length === 0) {
      const isPut = this.#write(access, content)
      if (isPut) return this.turn()?.then(() => 'put' as const) ?? 'put'
      if (isPut === false) return this.#askToPut(access, content, patience)
    }
    return new Promise((resolve) => {
      this.#backlog.push(() => {
        const isPut = this.#write(access, content)
        if (isPut === undefined) return false
        resolve(isPut ? 'put' : this.#askToPut(access, content, patience))
        return true
      })
    })
  }

  /** Tells at once that a message was taken from the window, where its owner wants to know. */
  noteClaim(access: Access, window: Window): void {
    if (!window.takeAlarm()) return
    this.#writer.send(queueFrames.claimed, access.number)
    this.#writer.flush()
  }

  /** Whether the next call without waiting is to be followed by a turn of the event loop. */
  get isTurnDue(): boolean {
    return this.#inARow + 1 >= mostInARow
  }

  /** A call that had nothing to wait for, after which no turn is due. */
  noteCall(): void {
    this.#inARow++
  }

  /** A turn of the event loop, where it has waited for one long enough. */
  turn(): Promise<void> | undefined {
    if (++this.#inARow < mostInARow) return undefined
    this.#inARow = 0
    return new Promise((resolve) => {
      setImmediate(resolve)
    })
  }

  /** False where it has to be asked for; undefined: there is no room in the ring. */
  #write(access: Access, content: Uint8Array): boolean | undefined {
    const ring = this.#usableRing(access)
    const written = ring?.write(access.number, content)
    if (!ring || written !== 'written') return written === 'full' ? undefined : false
    this.#ringDoorbell(ring)
    return true
  }

  #usableRing({ putting }: Access): RingWriter | undefined {
    return this.#isLost || putting > 0 ? undefined : this.#ring
  }

  #ringDoorbell(ring: RingWriter): void {
    if (!ring.takeSleep()) return
    this.#writer.send(queueFrames.doorbell, 0)
    // A program that never waits for anything is never done with this turn of the event loop.
    this.#writer.flush()
  }

  async #askToPut(
    access: Access,
    content: Uint8Array,
    { timeout, signal }: Patience,
  ): Promise<'put' | 'full' | 'closed'> {
    access.putting++
    try {
      const question = { queue: access.number, ask: 'put', content, timeout } as const
      return (await this.#send(question, signal, false)) as 'put' | 'full' | 'closed'
    } finally {
      access.putting--
    }
  }

  #goOn(): void {
    const backlog = this.#backlog
    let done = 0
    while (backlog[done]?.()) done++
    this.#backlog = backlog.slice(done)
  }

  #send(question: Question, signal: AbortSignal | undefined, isGot: boolean): Promise<Answer> {
    if (this.#isLost) return Promise.reject(lost())
    const number = ++this.#lastNumber
    const { promise, resolve, reject } = Promise.withResolvers<Answer>()
    if (this.#asked.size === 0) this.#setKept(true)
    this.#asked.set(number, {
      resolve: (answer) => {
        // Before its code goes on: whatever becomes of this process then, the message is not to be given to another.
        if (isGot && typeof answer === 'object' && 'lease' in answer) {
          this.#writer.send(queueFrames.got, number)
          this.#writer.flush()
        }
        resolve(answer)
      },
      reject,
    })
    this.#writer.send(queueFrames.question, number, encodeQuestion(question))
    if (!signal) return promise
    const giveUp = (): void => {
      this.#writer.send(queueFrames.giveUp, number)
    }
    if (signal.aborted) giveUp()
    signal.addEventListener('abort', giveUp)
    return promise.finally(() => {
      signal.removeEventListener('abort', giveUp)
    })
  }

  async #open(number: number, content: Buffer): Promise<void> {
    const buffer = (await openMemories())?.open(decodePlace(content))
    const access = this.#numbered.get(number)
    if (buffer && number === 0) this.#ring = new RingWriter(buffer)
    else if (buffer && access) access.window = new Window(buffer)
    this.#writer.send(queueFrames.opened, number, buffer ? Buffer.of(1) : undefined)
  }

  #end(number: number): Asked | undefined {
    const asked = this.#asked.get(number)
    if (this.#asked.delete(number) && this.#asked.size === 0) this.#setKept(false)
    return asked
  }
}
