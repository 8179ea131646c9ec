import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { AnswerWatch } from '../../../src-main/supervisor/connection/answer-watch.ts'

/** A supervisor that answers, is silent or is stopped as the test says. */
class World {
  answers = true
  stopped = false
  needed = true
  /** Whether SIGCONT helps. */
  goesOn = true
  heardAt = performance.now()
  readonly events: string[] = []
  readonly watch = new AnswerWatch(
    this,
    () => this.needed,
    (silence) => this.events.push(silence),
  )

  answer(): Promise<void> {
    if (this.answers && !this.stopped) this.heardAt = performance.now()
    return Promise.resolve()
  }

  isStopped(): boolean {
    return this.stopped
  }

  continue(): void {
    this.events.push('continued')
    this.stopped = !this.goesOn
    // What it was asked before it could not read it.
    if (this.goesOn) this.heardAt = performance.now()
  }

  giveUp(why: string): void {
    this.events.push(why)
  }
}

describe('a supervisor that is expected to answer', () => {
  beforeEach(() => {
    vi.useFakeTimers()
  })
  afterEach(() => {
    vi.useRealTimers()
  })

  it('is left alone while it answers, or while nothing is expected of it', async () => {
    const world = new World()
    await vi.advanceTimersByTimeAsync(300_000)
    world.needed = false
    world.answers = false
    await vi.advanceTimersByTimeAsync(300_000)
    expect(world.events).toEqual([])
  })

  it('is told and continued after 2 s if it was stopped, and given up if it is stopped again', async () => {
    const world = new World()
    world.stopped = true
    await vi.advanceTimersByTimeAsync(5_000)
    expect(world.events).toEqual(['continued', 'stopped'])
    world.stopped = true
    await vi.advanceTimersByTimeAsync(5_000)
    expect(world.events.slice(2)).toEqual(['it was stopped again after it had been continued'])
  })

  it('is given up if SIGCONT does not help, and may be continued again after it has answered for a minute', async () => {
    const deaf = new World()
    deaf.goesOn = false
    deaf.stopped = true
    await vi.advanceTimersByTimeAsync(8_000)
    expect(deaf.events).toEqual(['continued', 'stopped', 'it was stopped again after it had been continued'])

    const world = new World()
    for (let round = 0; round < 2; round++) {
      world.stopped = true
      await vi.advanceTimersByTimeAsync(70_000)
    }
    expect(world.events).toEqual(['continued', 'stopped', 'continued', 'stopped'])
  })

  it('is only told of after 10 s if it is slow, and given up after a minute', async () => {
    const world = new World()
    world.answers = false
    await vi.advanceTimersByTimeAsync(9_000)
    expect(world.events).toEqual([])
    await vi.advanceTimersByTimeAsync(5_000)
    expect(world.events).toEqual(['slow'])
    await vi.advanceTimersByTimeAsync(40_000)
    expect(world.events).toEqual(['slow'])
    await vi.advanceTimersByTimeAsync(15_000)
    expect(world.events).toEqual(['slow', 'it did not answer for 60 s'])
  })

  it('owes nothing for the time in which this process did not run', async () => {
    const world = new World()
    world.answers = false
    await vi.advanceTimersByTimeAsync(3_000)
    // The clock goes on while no timer fires: as where the machine sleeps.
    const now = performance.now()
    vi.spyOn(performance, 'now').mockReturnValue(now + 3_600_000)
    await vi.advanceTimersByTimeAsync(500)
    expect(world.events).toEqual([])
  })
})
