import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Ranked, RunQueue } from '../../../src-main/engine/scheduling/run-queue.ts'

interface Item extends Ranked {
  id: number
}
const item = (id: number): Item => ({ id, order: 0, place: undefined })

describe('the queue of runs', () => {
  it('gives out what came first, first', () => {
    const queue = new RunQueue<Item>()
    for (const id of [1, 2, 3]) queue.enqueue(item(id))
    expect([queue.dequeue()?.id, queue.dequeue()?.id, queue.dequeue()?.id, queue.dequeue()]).toEqual([
      1,
      2,
      3,
      undefined,
    ])
  })

  it('gives a put-back item its old place, behind what was moved to the front', () => {
    const queue = new RunQueue<Item>()
    const [a, b, c] = [item(1), item(2), item(3)]
    for (const each of [a, b, c]) queue.enqueue(each)
    queue.dequeue()
    queue.dequeue()
    queue.moveTo(c, queue.takeFrontOrder())
    queue.putBack(b)
    queue.putBack(a)
    expect([...queue].map(({ id }) => id)).toEqual([3, 1, 2])
  })

  it('pages without a gap, and past its end gives nothing', () => {
    const queue = new RunQueue<Item>()
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
        const queue = new RunQueue<Item>()
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
            const isDone =
              step.type === 'remove' ? queue.remove(chosen) : isThere && queue.moveTo(chosen, queue.takeFrontOrder())
            expect(isDone).toBe(isThere)
            model = model.filter((each) => each !== chosen)
            if (isThere && step.type === 'moveToFront') model.unshift(chosen)
          }
          expect([...queue].map(({ id }) => id)).toEqual(model.map(({ id }) => id))
          expect(queue.depth).toBe(model.length)
          expect(queue.first).toBe(model[0])
          expect(model.map((each) => queue.rankOf(each))).toEqual(model.map((_, rank) => rank))
          expect(queue.page(1, 3)).toEqual(model.slice(1, 4))
        }
      }),
    )
  })

  it('gives back what was dequeued anywhere its old place, whatever waits', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(99), { maxLength: 40 }), (taken) => {
        const queue = new RunQueue<Item>()
        const all = Array.from({ length: 100 }, (_, id) => item(id))
        for (const each of all) queue.enqueue(each)
        const out = [...new Set(taken)].map((at) => all[at]!)
        for (const each of out) queue.remove(each)
        for (const each of out) expect(queue.rankOf(each)).toBeUndefined()
        for (const each of out) queue.putBack(each)
        expect([...queue]).toEqual(all)
      }),
    )
  })

  it('stays flat for a hundred thousand: no item is deep below the root', () => {
    const queue = new RunQueue<Item>()
    const all = Array.from({ length: 100_000 }, (_, id) => item(id))
    for (const each of all) queue.enqueue(each)
    let deepest = 0
    for (const each of all) {
      let depth = 0
      for (let place = each.place; place; place = place.parent) depth++
      deepest = Math.max(deepest, depth)
    }
    // 17 levels would be the least.
    expect(deepest).toBeLessThan(64)
  })

  it('counts a revision for every change', () => {
    const queue = new RunQueue<Item>()
    const only = item(1)
    const before = queue.revision
    queue.enqueue(only)
    const enqueued = queue.revision
    queue.remove(item(2))
    expect(enqueued).toBeGreaterThan(before)
    expect(queue.revision).toBe(enqueued)
  })
})
