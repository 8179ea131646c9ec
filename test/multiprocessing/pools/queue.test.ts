import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Queueable, Queue } from '../../../src-main/multiprocessing/pools/queue.ts'

interface Item extends Queueable<Item> {
  id: number
}
const item = (id: number): Item => ({ id, order: 0, isWaiting: false, previous: undefined, next: undefined })

describe('the queue', () => {
  it('gives out what came first, first', () => {
    const queue = new Queue<Item>()
    for (const id of [1, 2, 3]) queue.enqueue(item(id))
    expect([queue.dequeue()?.id, queue.dequeue()?.id, queue.dequeue()?.id, queue.dequeue()]).toEqual([
      1,
      2,
      3,
      undefined,
    ])
  })

  it('gives a put-back item its old place, behind what was moved to the front', () => {
    const queue = new Queue<Item>()
    const [a, b, c] = [item(1), item(2), item(3)]
    for (const each of [a, b, c]) queue.enqueue(each)
    queue.dequeue()
    queue.dequeue()
    queue.moveToFront(c)
    queue.putBack(b)
    queue.putBack(a)
    expect([...queue].map(({ id }) => id)).toEqual([3, 1, 2])
  })

  it('pages without a gap, and past its end gives nothing', () => {
    const queue = new Queue<Item>()
    for (let id = 0; id < 10; id++) queue.enqueue(item(id))
    expect(queue.page(0, 4).map(({ id }) => id)).toEqual([0, 1, 2, 3])
    expect(queue.page(8, 4).map(({ id }) => id)).toEqual([8, 9])
    expect(queue.page(10, 4)).toEqual([])
    expect(queue.page(1e9, 4)).toEqual([])
  })

  it('behaves as a plain array does, whatever is done to it', () => {
    const action = fc.oneof(
      fc.constant({ type: 'enqueue' as const }),
      fc.constant({ type: 'dequeue' as const }),
      fc.record({ type: fc.constantFrom('remove' as const, 'moveToFront' as const), at: fc.nat(20) }),
    )
    fc.assert(
      fc.property(fc.array(action, { maxLength: 60 }), (actions) => {
        const queue = new Queue<Item>()
        let model: Item[] = []
        let lastId = 0
        for (const step of actions) {
          if (step.type === 'enqueue') {
            const added = item(++lastId)
            queue.enqueue(added)
            model.push(added)
          } else if (step.type === 'dequeue') {
            expect(queue.dequeue()).toBe(model.shift())
          } else {
            const chosen = model[step.at] ?? item(-1)
            const isThere = model.includes(chosen)
            expect(queue[step.type](chosen)).toBe(isThere)
            model = model.filter((each) => each !== chosen)
            if (isThere && step.type === 'moveToFront') model.unshift(chosen)
          }
          expect([...queue].map(({ id }) => id)).toEqual(model.map(({ id }) => id))
          expect(queue.depth).toBe(model.length)
        }
      }),
    )
  })

  it('counts a revision for every change', () => {
    const queue = new Queue<Item>()
    const only = item(1)
    const before = queue.revision
    queue.enqueue(only)
    const enqueued = queue.revision
    queue.remove(item(2))
    expect(enqueued).toBeGreaterThan(before)
    expect(queue.revision).toBe(enqueued)
  })
})
