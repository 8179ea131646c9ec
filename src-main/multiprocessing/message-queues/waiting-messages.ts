import type { MemoryPlace, SharedMemory } from '../../platform/shared-memory.ts'
import { copyBytes } from './copy-bytes.ts'
import { StoredMessages } from './stored-messages.ts'
import { Window } from './window.ts'

/** More than a window has messages: its owner is told of each that is taken. */
const always = 2 ** 30

/** The messages of a queue, in order: the oldest in its window, as soon as it has one, what does not fit there behind them. */
export class WaitingMessages {
  readonly #rest = new StoredMessages()
  #window: Window | undefined
  #place: MemoryPlace | undefined

  get count(): number {
    return (this.#window?.count ?? 0) + this.#rest.count
  }

  /** Whether consumers can take the oldest one themselves. */
  get isInWindow(): boolean {
    this.#fill()
    return this.#window !== undefined && this.#window.count > 0
  }

  /** Keeps a copy. */
  append(bytes: Uint8Array, begin: number, end: number): void {
    if (this.#rest.count === 0 && this.#window?.append(bytes, begin, end)) return
    const isSetUp = this.#rest.count > 0
    this.#rest.append(bytes, begin, end)
    // Whoever takes from a window with more behind it tells, once that was wished for.
    if (!isSetUp) this.watch(false, false)
  }

  takeFirst(): Uint8Array | undefined {
    const claimed = this.#window?.claim()
    if (claimed) return claimed
    let content: Buffer | undefined
    this.#rest.moveOldest((bytes, begin, end) => {
      content = Buffer.allocUnsafe(end - begin)
      copyBytes(bytes, begin, end, content, 0)
      return true
    })
    return content
  }

  putBack(content: Uint8Array): void {
    // Messages in the window are later ones.
    for (const later of this.#window?.takeBack().toReversed() ?? []) this.#rest.putBack(later)
    this.#rest.putBack(content)
  }

  /** Where other processes find the window, which there is from now on. Undefined where there is no memory for it. */
  openWindow(create: (bytes: number) => SharedMemory | undefined): MemoryPlace | undefined {
    if (this.#window) return this.#place
    const memory = create(Window.bytes)
    if (!memory) return undefined
    this.#window = new Window(memory.buffer)
    this.#place = memory.place
    return this.#place
  }

  /**
   * Fills the window, and has its consumers tell when something was taken: of each message, of the last one, or in time
   * for more. True where something has been taken meanwhile, of which nobody tells.
   */
  watch(ofEach: boolean, ofLast: boolean): boolean {
    const window = this.#window
    if (!window) return false
    const { head } = window
    this.#fill()
    const early = this.#rest.count > 0 ? Math.max(1, window.count >> 1) : 0
    const alarm = ofEach ? always : early || (ofLast ? 1 : 0)
    window.setAlarm(alarm)
    return alarm > 0 && window.head !== head && window.takeAlarm()
  }

  #fill(): void {
    const window = this.#window
    if (!window) return
    const append = (bytes: Uint8Array, begin: number, end: number): boolean => window.append(bytes, begin, end)
    while (this.#rest.moveOldest(append));
  }
}
