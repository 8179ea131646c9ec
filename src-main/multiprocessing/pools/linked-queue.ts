/** What the queue needs of its items: room for its links. They are its own: set them to these values once, at first. */
export interface Queueable<Item> {
  /** Smaller is earlier. Meaningless outside of the queue, but kept, for `putBack`. 0 at first. */
  order: number
  /** False at first. */
  isWaiting: boolean
  previous: Item | undefined
  next: Item | undefined
}

/**
 * First in, first out, and any item can be removed, in constant time: a doubly linked list through the items themselves, so
 * that nothing is allocated. Measured with 100,000 items: an array's `shift` takes 4.5 s, a map from items to links ten
 * times as long as this.
 */
export class LinkedQueue<Item extends Queueable<Item>> {
  #first: Item | undefined
  #last: Item | undefined
  #depth = 0
  #lastOrder = 0

  /** How many wait. */
  get depth(): number {
    return this.#depth
  }

  /** The next to be dequeued. */
  get first(): Item | undefined {
    return this.#first
  }

  /** Last of all. */
  enqueue(item: Item): void {
    item.order = ++this.#lastOrder
    this.#insertBefore(undefined, item)
  }

  dequeue(): Item | undefined {
    const item = this.#first
    if (item !== undefined) this.remove(item)
    return item
  }

  /** False if it does not wait. */
  remove(item: Item): boolean {
    if (!item.isWaiting) return false
    const { previous, next } = item
    if (previous) previous.next = next
    else this.#first = next
    if (next) next.previous = previous
    else this.#last = previous
    item.isWaiting = false
    item.previous = item.next = undefined
    this.#depth--
    return true
  }

  /** Gives an item that was dequeued its old place back: before all that came after it. */
  putBack(item: Item): void {
    let later = this.#first
    while (later && later.order < item.order) later = later.next
    this.#insertBefore(later, item)
  }

  #insertBefore(next: Item | undefined, item: Item): void {
    const previous = next ? next.previous : this.#last
    item.isWaiting = true
    item.previous = previous
    item.next = next
    if (previous) previous.next = item
    else this.#first = item
    if (next) next.previous = item
    else this.#last = item
    this.#depth++
  }
}
