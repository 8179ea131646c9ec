/** What the queue needs of its items. */
export interface Ranked {
  /** Smaller is earlier. Kept while it does not wait, for `putBack`. */
  order: number
  /** Its own of the queue: undefined at first, and while it does not wait. */
  place: Place<this> | undefined
}

/** A node of the tree. */
export interface Place<Item> {
  readonly item: Item
  /** Parents have a smaller one than their children: what makes the tree balanced, as it is random. */
  readonly weight: number
  /** Of the items in it and below it. */
  size: number
  parent: Place<Item> | undefined
  left: Place<Item> | undefined
  right: Place<Item> | undefined
}

/**
 * What waits, in order, as a treap whose nodes know their size (R. Seidel and C. R. Aragon, Randomized Search Trees, 1996):
 * every change, the rank of an item and the item of a rank take O(log n).
 */
export class RunQueue<Item extends Ranked> {
  #root: Place<Item> | undefined
  #lastOrder = 0
  #firstOrder = 0
  #revision = 0
  #seed = 1

  /** How many wait. */
  get depth(): number {
    return sizeOf(this.#root)
  }

  /** Grows with every change of order or content. */
  get revision(): number {
    return this.#revision
  }

  /** The next to be dequeued. */
  get first(): Item | undefined {
    return this.#root && leftmost(this.#root).item
  }

  /** Last of all. With `order`, a place that was its own before, for items that come back in order. */
  enqueue(item: Item, order = this.#lastOrder + 1): void {
    item.order = order
    this.#lastOrder = Math.max(this.#lastOrder, order)
    this.#firstOrder = Math.min(this.#firstOrder, order)
    this.putBack(item)
  }

  dequeue(): Item | undefined {
    const item = this.first
    if (item !== undefined) this.remove(item)
    return item
  }

  /** False where it does not wait. */
  remove(item: Item): boolean {
    const { place } = item
    if (!place) return false
    // Down to where it has one child at most.
    for (let child = lighter(place); place.left && place.right && child; child = lighter(place)) this.#raise(child)
    this.#replace(place, place.left ?? place.right)
    for (let above = place.parent; above; above = above.parent) above.size--
    item.place = undefined
    this.#revision++
    return true
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
    let above: Place<Item> | undefined
    let isLeft = false
    for (let next = this.#root; next; next = isLeft ? next.left : next.right) {
      above = next
      above.size++
      isLeft = item.order < above.item.order
    }
    const place: Place<Item> = {
      item,
      weight: this.#random(),
      size: 1,
      parent: above,
      left: undefined,
      right: undefined,
    }
    item.place = place
    if (!above) this.#root = place
    else if (isLeft) above.left = place
    else above.right = place
    while (place.parent && place.parent.weight > place.weight) this.#raise(place)
    this.#revision++
  }

  /** How many are before it; undefined where it does not wait. */
  rankOf(item: Item): number | undefined {
    const { place } = item
    if (!place) return undefined
    let rank = sizeOf(place.left)
    for (let below = place, above = place.parent; above; below = above, above = above.parent) {
      if (above.right === below) rank += sizeOf(above.left) + 1
    }
    return rank
  }

  /** In order; not to be changed meanwhile. */
  *[Symbol.iterator](): IterableIterator<Item> {
    for (let place = this.#root && leftmost(this.#root); place; place = following(place)) yield place.item
  }

  /** At most `count` items from the `offset`th on. */
  page(offset: number, count: number): Item[] {
    const items: Item[] = []
    for (let place = this.#at(offset); place && items.length < count; place = following(place)) items.push(place.item)
    return items
  }

  #at(rank: number): Place<Item> | undefined {
    let place = this.#root
    let left = rank
    while (place) {
      const before = sizeOf(place.left)
      if (left === before) return place
      if (left < before) place = place.left
      else {
        left -= before + 1
        place = place.right
      }
    }
    return undefined
  }

  /** Turns the tree so that a place takes that of its parent, which goes below it. */
  #raise(place: Place<Item>): void {
    const { parent } = place
    if (!parent) return
    this.#replace(parent, place)
    if (parent.left === place) {
      parent.left = place.right
      if (place.right) place.right.parent = parent
      place.right = parent
    } else {
      parent.right = place.left
      if (place.left) place.left.parent = parent
      place.left = parent
    }
    parent.parent = place
    place.size = parent.size
    parent.size = sizeOf(parent.left) + sizeOf(parent.right) + 1
  }

  /** Below the parent of `old`, which is not changed itself. */
  #replace(old: Place<Item>, by: Place<Item> | undefined): void {
    const { parent } = old
    if (!parent) this.#root = by
    else if (parent.left === old) parent.left = by
    else parent.right = by
    if (by) by.parent = parent
  }

  /** Marsaglia's xorshift of 32 bits: the same tree for the same steps. */
  #random(): number {
    this.#seed ^= this.#seed << 13
    this.#seed ^= this.#seed >>> 17
    this.#seed ^= this.#seed << 5
    return this.#seed >>> 0
  }
}

const sizeOf = (place: Place<unknown> | undefined): number => place?.size ?? 0

function leftmost<Item>(from: Place<Item>): Place<Item> {
  let place = from
  while (place.left) place = place.left
  return place
}

function following<Item>(from: Place<Item>): Place<Item> | undefined {
  if (from.right) return leftmost(from.right)
  let below = from
  while (below.parent?.right === below) below = below.parent
  return below.parent
}

function lighter<Item>({ left, right }: Place<Item>): Place<Item> | undefined {
  return left && right ? (left.weight < right.weight ? left : right) : (left ?? right)
}
