import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { LinkedQueue, type Queueable } from '../../../src-main/multiprocessing/pools/linked-queue.ts'

interface Item extends Queueable<Item> {
  id: number
}
const item = (id: number): Item => ({ id, order: 0, isWaiting: false, previous: undefined, next: undefined })

describe('the queue of a pool of workers', () => {
  it('behaves as a plain array does, whatever is added, taken, removed and put back', () => {
    const action = fc.record({
      type: fc.constantFrom('enqueue' as const, 'dequeue' as const, 'remove' as const, 'putBack' as const),
      at: fc.nat(20),
    })
    fc.assert(
      fc.property(fc.array(action, { maxLength: 60 }), (actions) => {
        const queue = new LinkedQueue<Item>()
        let model: Item[] = []
        const out: Item[] = []
        let lastId = 0
        for (const { type, at } of actions) {
          if (type === 'enqueue') {
            const added = item(++lastId)
            queue.enqueue(added)
            model.push(added)
          } else if (type === 'dequeue') {
            const first = model.shift()
            expect(queue.dequeue()).toBe(first)
            if (first) out.push(first)
          } else if (type === 'remove') {
            const chosen = model[at] ?? item(-1)
            expect(queue.remove(chosen)).toBe(model.includes(chosen))
            model = model.filter((each) => each !== chosen)
          } else {
            const [back] = out.splice(at, 1)
            if (!back) continue
            queue.putBack(back)
            model = [...model, back].toSorted((one, other) => one.id - other.id)
          }
          expect(queue.depth).toBe(model.length)
          expect(queue.first).toBe(model[0])
        }
        for (const left of model) expect(queue.dequeue()).toBe(left)
        expect(queue.dequeue()).toBeUndefined()
      }),
    )
  })
})
