import { EventEmitter } from 'node:events'
import { describe, expect, it, vi } from 'vitest'
import { type QuitSurroundings, createQuit } from '../../src-main/shell/quit.ts'
import { quitOnSignals } from '../../src-main/shell/signals.ts'
import { texts } from '../../src-main/shell/texts.ts'

/** A quit whose engine closes, and whose person answers, when the test says so. */
function surroundings(count = { live: 2, waiting: 3 }) {
  const answers: ((agreed: boolean) => void)[] = []
  const events: string[] = []
  let closed: () => void = () => undefined
  let tick: () => void = () => undefined
  const parts: QuitSurroundings = {
    engine: {
      count: () => count,
      close: () => {
        events.push('closing')
        return new Promise((resolve) => (closed = resolve))
      },
    },
    confirm: () => new Promise((resolve) => answers.push(resolve)),
    announce: () => events.push('announced'),
    showProgress: ({ total, left }) => events.push(`${left} of ${total}`),
    everyTick: (listener) => {
      tick = listener
      return () => events.push('ticking stopped')
    },
    exit: () => events.push('exit'),
  }
  return {
    quit: createQuit(parts),
    count,
    events,
    asked: () => answers.length,
    answer: async (agreed: boolean) => {
      answers.at(-1)?.(agreed)
      await vi.waitFor(() => undefined)
    },
    close: async () => {
      closed()
      await vi.waitFor(() => {
        expect(events).toContain('exit')
      })
    },
    tick: () => {
      tick()
    },
  }
}

const begun = ['announced', '2 of 2', 'closing']

describe('quitting', () => {
  it('goes at once where nothing runs and nothing waits', async () => {
    const world = surroundings({ live: 0, waiting: 0 })
    world.quit.request()
    await world.close()
    expect([world.asked(), world.quit.hasEnded()]).toEqual([0, true])
  })

  it('asks where runs are live or wait, and stays when the answer is no', async () => {
    const world = surroundings({ live: 0, waiting: 1 })
    world.quit.request()
    expect(world.asked()).toBe(1)
    await world.answer(false)
    expect([world.events, world.quit.hasEnded()]).toEqual([[], false])
    world.quit.request()
    expect(world.asked()).toBe(2)
  })

  it('terminates when the answer is yes, shows how far it is, and ends the app after that', async () => {
    const world = surroundings()
    world.quit.request()
    await world.answer(true)
    expect(world.events).toEqual(begun)
    world.count.live = 1
    world.tick()
    expect(world.events.at(-1)).toBe('1 of 2')
    expect(world.quit.hasEnded()).toBe(false)
    await world.close()
    expect(world.events.slice(4)).toEqual(['ticking stopped', 'exit'])
    expect(world.quit.hasEnded()).toBe(true)
  })

  it('asks once and terminates once, however often it is requested', async () => {
    const world = surroundings()
    world.quit.request()
    world.quit.request()
    expect(world.asked()).toBe(1)
    await world.answer(true)
    world.quit.request()
    world.quit.insist()
    expect(world.asked()).toBe(1)
    await world.close()
    world.quit.request()
    world.quit.insist()
    expect(world.events.filter((name) => name === 'closing' || name === 'exit')).toEqual(['closing', 'exit'])
  })

  it('does not wait for an answer when it is insisted on; a late answer changes nothing', async () => {
    const world = surroundings()
    world.quit.request()
    world.quit.insist()
    expect(world.events).toEqual(begun)
    await world.answer(true)
    await world.answer(false)
    await world.close()
    expect(world.events.filter((name) => name === 'closing')).toHaveLength(1)
  })

  it('ends the app although the engine failed to close', async () => {
    const logged = vi.spyOn(console, 'error').mockImplementation(() => undefined)
    const exit = vi.fn()
    createQuit({
      engine: { count: () => ({ live: 0, waiting: 0 }), close: () => Promise.reject(new Error('broken')) },
      confirm: () => Promise.resolve(true),
      announce: () => undefined,
      showProgress: () => undefined,
      everyTick: () => () => undefined,
      exit,
    }).request()
    await vi.waitFor(() => {
      expect(exit).toHaveBeenCalledOnce()
    })
    expect(logged).toHaveBeenCalledOnce()
    logged.mockRestore()
  })
})

describe('signals', () => {
  it('ask at Ctrl+C, insist at the second, and insist at once for SIGTERM and SIGHUP', () => {
    const process = new EventEmitter()
    const calls: string[] = []
    quitOnSignals(process, { request: () => calls.push('request'), insist: () => calls.push('insist') })
    for (const signal of ['SIGINT', 'SIGINT', 'SIGTERM', 'SIGHUP']) process.emit(signal)
    expect(calls).toEqual(['request', 'insist', 'insist', 'insist'])
  })
})

describe('the question', () => {
  it('names how many are live and how many wait', () => {
    expect(texts.quit.question({ live: 1, waiting: 0 })).toBe('1 run is live.')
    expect(texts.quit.question({ live: 0, waiting: 1 })).toBe('1 run waits in the queue.')
    expect(texts.quit.question({ live: 3, waiting: 12 })).toBe('3 runs are live and 12 runs wait in the queue.')
    expect(texts.quit.detail({ live: 3, waiting: 12 })).toContain('terminates')
    expect(texts.quit.detail({ live: 0, waiting: 12 })).not.toContain('terminates')
  })
})
