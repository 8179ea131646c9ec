import { LinkedQueue, type Queueable } from '../../src-main/multiprocessing/pools/linked-queue.ts'
import { type Benchmark, inTurn, median } from './figure.ts'
import { startHost } from './host.ts'

const runs = 100_000
const rounds = 7

/** The peer: an array with a moving head, the fastest plain FIFO there is in JavaScript. */
class PlainFifo<Item> {
  #items: (Item | undefined)[] = []
  #head = 0
  push(item: Item): void {
    this.#items.push(item)
  }
  shift(): Item | undefined {
    const item = this.#items[this.#head]
    this.#items[this.#head++] = undefined
    if (this.#head > 1_000 && this.#head * 2 > this.#items.length) {
      this.#items = this.#items.slice(this.#head)
      this.#head = 0
    }
    return item
  }
}

interface Link<Item> {
  item: Item
  next: Link<Item> | undefined
}

/** A linked list, as the packages `yocto-queue` and `denque`-like queues are: what a FIFO of objects costs. */
class LinkedFifo<Item> {
  #first: Link<Item> | undefined
  #last: Link<Item> | undefined
  push(item: Item): void {
    const node: Link<Item> = { item, next: undefined }
    if (this.#last) this.#last.next = node
    else this.#first = node
    this.#last = node
  }
  shift(): Item | undefined {
    const node = this.#first
    this.#first = node?.next
    if (!this.#first) this.#last = undefined
    return node?.item
  }
}

function timeFifo(fifo: { push(item: object): void; shift(): object | undefined }, items: object[]): Promise<number> {
  const begin = performance.now()
  for (const item of items) fifo.push(item)
  while (fifo.shift()) continue
  return Promise.resolve(performance.now() - begin)
}

const queue: Benchmark = async () => {
  const host = await startHost(1)
  const submitted: number[] = []
  const memory: number[] = []
  const changes: number[] = []
  try {
    await host.get('pausePool', {})
    for (let round = 0; round < 5; round++) {
      globalThis.gc?.()
      const before = process.memoryUsage().heapUsed + process.memoryUsage().external
      const begin = performance.now()
      const { runIds } = await host.get('submit', {
        tasks: [{ command: { kind: 'argv', argv: ['true'] } }],
        times: runs,
      })
      submitted.push(performance.now() - begin)
      globalThis.gc?.()
      memory.push((process.memoryUsage().heapUsed + process.memoryUsage().external - before) / 2 ** 20)
      for (const at of [0, 0.25, 0.5, 0.75, 0.999]) {
        const runId = runIds[Math.floor(at * runs)]
        if (runId === undefined) throw new Error('not submitted')
        const start = performance.now()
        await host.get('moveToFront', { runIds: [runId] })
        const middle = performance.now()
        await host.get('cancel', { runIds: [runId] })
        changes.push(middle - start, performance.now() - middle)
      }
      await host.get('cancel', { runIds })
      await host.get('clearEnded', {})
    }
  } finally {
    await host.close()
  }

  interface Item extends Queueable<Item> {
    order: number
  }
  const items = Array.from({ length: runs }, (): Item => ({
    order: 0,
    isWaiting: false,
    previous: undefined,
    next: undefined,
  }))
  const ours = (): Promise<number> => {
    const ourQueue = new LinkedQueue<Item>()
    return timeFifo(
      {
        push: (item) => {
          ourQueue.enqueue(item as Item)
        },
        shift: () => ourQueue.dequeue(),
      },
      items,
    )
  }
  await ours()
  const linked = await inTurn(rounds, ours, () => timeFifo(new LinkedFifo(), items))
  const plain = await inTurn(rounds, ours, () => timeFifo(new PlainFifo(), items))
  return [
    { name: '100,000 runs submitted in one call', unit: 'ms', values: submitted, bound: { most: 2_000 } },
    { name: 'memory of 100,000 queued runs', unit: 'MB', values: memory, bound: { most: 60 } },
    {
      name: 'cancelling or moving any one of them (slowest)',
      unit: 'ms',
      values: [Math.max(...changes)],
      bound: { most: 5 },
      note: `median ${median(changes).toFixed(3)} ms`,
    },
    {
      name: 'enqueue and dequeue of 100,000, against a linked FIFO',
      unit: '×',
      values: linked.ratios,
      bound: { most: 2 },
    },
    {
      name: 'enqueue and dequeue of 100,000, against an array with a head',
      unit: '×',
      values: plain.ratios,
      bound: { most: 2 },
    },
    { name: 'enqueue and dequeue of 100,000', unit: 'ms', values: linked.a },
  ]
}

export default queue
