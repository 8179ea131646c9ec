import type { MemoryPlace, SharedMemory } from '../../platform/shared-memory.ts'
import { copyBytes } from './copy-bytes.ts'
import { OwnedWindow } from './owned-window.ts'
import { StoredMessages } from './stored-messages.ts'
import { windowBytes } from './window-layout.ts'

/** More than a window has messages: each that is taken is reported. */
const reportEach = 2 ** 30

/** The messages of a queue, in order: the oldest in its window, as soon as it has one, and behind them those that do not fit there. */
export class WaitingMessages {
  readonly #rest = new StoredMessages()
  #window: OwnedWindow | undefined
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
    const isWatched = this.#rest.count > 0
    this.#rest.append(bytes, begin, end)
    // Whoever takes from a window with more behind it has to report that.
    if (!isWatched) this.watch(false, false)
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

  /** Where other processes find the window, which exists from now on. Undefined if there is no memory for it. */
  openWindow(create: (bytes: number) => SharedMemory | undefined): MemoryPlace | undefined {
    if (this.#window) return this.#place
    const memory = create(windowBytes)
    if (!memory) return undefined
    this.#window = new OwnedWindow(memory.buffer)
    this.#place = memory.place
    return this.#place
  }

  /**
   * Fills the window, and has its consumers report when messages were taken: each one, the last one, or early enough to
   * fill it again. True if one has been taken meanwhile, which nobody reports.
   */
  watch(ofEach: boolean, ofLast: boolean): boolean {
    const window = this.#window
    if (!window) return false
    const { head } = window
    this.#fill()
    const early = this.#rest.count > 0 ? Math.max(1, window.count >> 1) : 0
    const alarm = ofEach ? reportEach : early || (ofLast ? 1 : 0)
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
