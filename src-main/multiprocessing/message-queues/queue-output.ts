import type { FrameWriter } from '../worker/frames.ts'
import type { EventLoopTurns } from './event-loop-turns.ts'
import type { OpenQuestions } from './open-questions.ts'
import type { QueueAccess } from './queue-connection.ts'
import type { PutAnswer, WaitLimit } from './queue-endpoint.ts'
import { queueFrames } from './queue-frames.ts'
import { RingWriter, type Written } from './ring-writer.ts'

/** Puts this process's messages, in order: into the ring if there is one with room, else by question. */
export class QueueOutput {
  readonly #writer: FrameWriter
  readonly #questions: OpenQuestions
  readonly #turns: EventLoopTurns
  #ring: RingWriter | undefined
  /** What waits for room in the ring, in order. Each returns false if there is still none. */
  #backlog: (() => boolean)[] = []

  constructor(writer: FrameWriter, questions: OpenQuestions, turns: EventLoopTurns) {
    this.#writer = writer
    this.#questions = questions
    this.#turns = turns
  }

  openRing(memory: ArrayBuffer): void {
    this.#ring = new RingWriter(memory)
  }

  /** False if that would take waiting, for room or for a turn of the event loop. */
  putAtOnce(access: QueueAccess, item: unknown): boolean {
    const ring = this.#usableRing(access)
    if (!ring || this.#backlog.length > 0 || this.#turns.isDue) return false
    if (ring.writeItem(access.number, item) !== 'written') return false
    this.#turns.noteCall()
    this.#wakeReader(ring)
    return true
  }

  put(access: QueueAccess, content: Uint8Array, limit: WaitLimit): PutAnswer | Promise<PutAnswer> {
    if (this.#backlog.length === 0) {
      const written = this.#write(access, content)
      if (written === 'written') return this.#turns.afterCall()?.then(() => 'put' as const) ?? 'put'
      if (written === 'other') return this.#askToPut(access, content, limit)
    }
    return new Promise((resolve) => {
      this.#backlog.push(() => {
        const written = this.#write(access, content)
        if (written === 'full') return false
        resolve(written === 'written' ? 'put' : this.#askToPut(access, content, limit))
        return true
      })
    })
  }

  /** Calls `act` as soon as every message that was put before is on its way. */
  inOrder<Value>(act: () => Promise<Value>): Promise<Value> {
    if (this.#backlog.length === 0) return act()
    return new Promise((resolve) => {
      this.#backlog.push(() => {
        resolve(act())
        return true
      })
    })
  }

  /** To be called when there is room in the ring again, or when nobody reads it any more. */
  continue(): void {
    const backlog = this.#backlog
    let done = 0
    while (backlog[done]?.()) done++
    this.#backlog = backlog.slice(done)
  }

  #write(access: QueueAccess, content: Uint8Array): Written {
    const ring = this.#usableRing(access)
    if (!ring) return 'other'
    const written = ring.write(access.number, content)
    if (written === 'written') this.#wakeReader(ring)
    return written
  }

  #usableRing({ putting }: QueueAccess): RingWriter | undefined {
    return this.#questions.isLost || putting > 0 ? undefined : this.#ring
  }

  #wakeReader(ring: RingWriter): void {
    if (!ring.takeSleep()) return
    this.#writer.send(queueFrames.doorbell, 0)
    // A program that never waits for anything is never done with this turn of the event loop.
    this.#writer.flush()
  }

  async #askToPut(access: QueueAccess, content: Uint8Array, { timeout, signal }: WaitLimit): Promise<PutAnswer> {
    access.putting++
    try {
      const question = { queue: access.number, ask: 'put', content, timeout } as const
      return (await this.#questions.ask(question, signal)) as PutAnswer
    } finally {
      access.putting--
    }
  }
}
