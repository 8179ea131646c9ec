import { describe, expect, it } from 'vitest'
import { BackOff } from '../../../src-main/engine/scheduling/back-off.ts'
import type { Clock } from '../../../src-main/platform/clock.ts'

/** A clock that only moves when told. */
class HandClock implements Clock {
  #now = 0
  readonly #timers = new Map<object, { at: number; callback: () => void }>()
  now = (): number => this.#now
  monotonic = (): number => this.#now
  after(delay: number, callback: () => void): () => void {
    const key = {}
    this.#timers.set(key, { at: this.#now + delay, callback })
    return () => this.#timers.delete(key)
  }
  pass(milliseconds: number): void {
    this.#now += milliseconds
    for (const [key, { at, callback }] of [...this.#timers]) {
      if (at > this.#now) continue
      this.#timers.delete(key)
      callback()
    }
  }
}

function make(): { backOff: BackOff; clock: HandClock; due: () => number } {
  let times = 0
  const clock = new HandClock()
  return { clock, backOff: new BackOff(clock, () => times++), due: () => times }
}

describe('backing off from a system that refuses', () => {
  it('lets nothing start until the hold is due, then one as a probe', () => {
    const { backOff, clock, due } = make()
    expect(backOff.allows(5)).toBe(true)
    backOff.refuse('EAGAIN')
    expect(backOff.allows(0)).toBe(false)
    clock.pass(249)
    expect(due()).toBe(0)
    clock.pass(1)
    expect(due()).toBe(1)
    expect(backOff.allows(0)).toBe(true)
    expect(backOff.allows(1)).toBe(false)
  })

  it('waits twice as long after each refused probe, never more than ten seconds', () => {
    const { backOff, clock } = make()
    const waits: number[] = []
    for (let round = 0; round < 8; round++) {
      const until = backOff.refuse('EMFILE')
      waits.push(until - clock.now())
      clock.pass(until - clock.now())
    }
    expect(waits).toEqual([250, 500, 1_000, 2_000, 4_000, 8_000, 10_000, 10_000])
  })

  it('is not prolonged by starts that were already under way', () => {
    const { backOff } = make()
    const until = backOff.refuse('EAGAIN')
    expect(backOff.refuse('EAGAIN')).toBe(until)
    expect(backOff.succeed()).toBe(false)
    expect(backOff.hold).toEqual({ code: 'EAGAIN', until })
  })

  it('is lifted by a probe that starts, and begins anew', () => {
    const { backOff, clock } = make()
    backOff.refuse('EAGAIN')
    clock.pass(250)
    backOff.refuse('EAGAIN')
    clock.pass(500)
    expect(backOff.succeed()).toBe(true)
    expect(backOff.hold).toBeUndefined()
    expect(backOff.allows(100)).toBe(true)
    expect(backOff.refuse('EAGAIN') - clock.now()).toBe(250)
  })

  it('begins with the shortest wait after it was closed, as it is when nothing waits any more', () => {
    const { backOff, clock } = make()
    for (let round = 0; round < 6; round++) clock.pass(backOff.refuse('EAGAIN') - clock.now())
    backOff.close()
    clock.pass(3_600_000)
    expect(backOff.refuse('EAGAIN') - clock.now()).toBe(250)
  })
})
