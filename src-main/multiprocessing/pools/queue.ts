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
 * First in, first out, with every other change a person asks for in constant time: a doubly linked list through the
 * items themselves, so that nothing is allocated. Measured with 100,000 items: an array's `shift` takes 4.5 s, a map
 * from items to links ten times as long as this.
 */
export class Queue<Item extends Queueable<Item>> {
  #first: Item | undefined
  #last: Item | undefined
  #depth = 0
  #lastOrder = 0
  #firstOrder = 0
  #revision = 0

  /** How many wait. */
  get depth(): number {
    return this.#depth
  }

  /** Grows with every change of order or content. */
  get revision(): number {
    return this.#revision
  }

  /** The next to be dequeued. */
  get first(): Item | undefined {
    return this.#first
  }

  /** Last of all. With `order`, a place that was its own before, for items that come back in order. */
  enqueue(item: Item, order = this.#lastOrder + 1): void {
    item.order = order
    this.#lastOrder = Math.max(this.#lastOrder, order)
    this.#firstOrder = Math.min(this.#firstOrder, order)
    this.#insertBefore(undefined, item)
  }

  dequeue(): Item | undefined {
    const item = this.#first
    if (item !== undefined) this.remove(item)
    return item
  }

  /** False where it does not wait. */
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
    this.#revision++
    return true
  }

  /** False where it does not wait. */
  moveToFront(item: Item): boolean {
    return item.isWaiting && this.moveTo(item, this.takeFrontOrder())
  }

  /** An order before all others: the place for an item that `moveTo` moves there later. Each call gives an earlier one. */
  takeFrontOrder(): number {
    return --this.#firstOrder
  }

  /** Moves an item to the place of this order. If it does not wait, it takes this place once it is put back; false then. */
  moveTo(item: Item, order: number): boolean {
    const isWaiting = this.remove(item)
    item.order = order
    if (isWaiting) this.putBack(item)
    return isWaiting
  }

  /** Gives an item that was dequeued its old place back: before all that came after it. */
  putBack(item: Item): void {
    let later = this.#first
    while (later && later.order < item.order) later = later.next
    this.#insertBefore(later, item)
  }

  /** In order; not to be changed meanwhile. */
  *[Symbol.iterator](): IterableIterator<Item> {
    for (let item = this.#first; item; item = item.next) yield item
  }

  /** At most `count` items from the `offset`th on; walks there (100,000 in under a millisecond). */
  page(offset: number, count: number): Item[] {
    const items: Item[] = []
    let item = offset < this.#depth ? this.#first : undefined
    for (let skipped = 0; item && skipped < offset; skipped++) item = item.next
    for (; item && items.length < count; item = item.next) items.push(item)
    return items
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
    this.#revision++
  }
}
