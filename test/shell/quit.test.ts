import { EventEmitter } from 'node:events'
import type { MessageBoxOptions } from 'electron'
import { describe, expect, it, vi } from 'vitest'
import { type Settings, defaultSettings } from '../../src-main/contract/settings.ts'
import { type QuitSurroundings, type Running, createQuit } from '../../src-main/shell/quit.ts'
import { askToQuit } from '../../src-main/shell/quit-dialog.ts'
import { quitOnSignals } from '../../src-main/shell/signals.ts'
import { texts } from '../../src-main/shell/texts.ts'

const nothing = { live: 0, functions: 0, waiting: 0, messages: 0 }

/** A quit whose engine closes, and whose person answers, when the test says so. */
function surroundings(count = { ...nothing, live: 2, waiting: 3 }, onQuit: Settings['onQuit'] = 'ask') {
  const answers: ((running: Running | undefined) => void)[] = []
  const events: string[] = []
  let closed: () => void = () => undefined
  const ended = new Promise<void>((resolve) => (closed = resolve))
  let tick: () => void = () => undefined
  const parts: QuitSurroundings = {
    engine: {
      count: () => count,
      settings: { ...defaultSettings, onQuit },
      close: (running) => {
        events.push(`closing: ${running}`)
        return ended
      },
    },
    ask: () => new Promise((resolve) => answers.push(resolve)),
    announce: (running) => events.push(`announced: ${running}`),
    showProgress: ({ running, total, left }) => events.push(`${running} ${left} of ${total}`),
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
    answer: async (running: Running | undefined) => {
      answers.at(-1)?.(running)
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

const begun = (running: Running) => [`announced: ${running}`, `${running} 2 of 2`, `closing: ${running}`]

describe('quitting', () => {
  it('goes at once where nothing runs: what waits stays in the queue', async () => {
    const world = surroundings({ ...nothing, waiting: 3 })
    world.quit.request()
    await world.close()
    expect([world.asked(), world.quit.hasEnded()]).toEqual([0, true])
  })

  it('asks where commands run, and stays when the person cancels', async () => {
    const world = surroundings()
    world.quit.request()
    expect(world.asked()).toBe(1)
    await world.answer(undefined)
    expect([world.events, world.quit.hasEnded()]).toEqual([[], false])
    world.quit.request()
    expect(world.asked()).toBe(2)
  })

  it('asks where nothing runs but messages would be lost', () => {
    const world = surroundings({ ...nothing, messages: 2 })
    world.quit.request()
    expect([world.asked(), world.events]).toEqual([1, []])
  })

  it.each(['keep', 'wait', 'terminate'] as const)('does not ask where the setting is to %s', (onQuit) => {
    const world = surroundings(undefined, onQuit)
    world.quit.request()
    expect([world.asked(), world.events]).toEqual([0, begun(onQuit)])
  })

  it('terminates when the answer is so, shows how far it is, and ends the app after that', async () => {
    const world = surroundings()
    world.quit.request()
    await world.answer('terminate')
    expect(world.events).toEqual(begun('terminate'))
    world.count.live = 1
    world.tick()
    expect(world.events.at(-1)).toBe('terminate 1 of 2')
    expect(world.quit.hasEnded()).toBe(false)
    await world.close()
    expect(world.events.slice(4)).toEqual(['ticking stopped', 'exit'])
    expect(world.quit.hasEnded()).toBe(true)
  })

  it('asks again while it waits for running commands, and hurries then', async () => {
    const world = surroundings()
    world.quit.request()
    await world.answer('wait')
    expect(world.events).toEqual(begun('wait'))
    world.quit.request()
    expect(world.asked()).toBe(2)
    await world.answer(undefined)
    world.quit.request()
    await world.answer('terminate')
    expect(world.events.slice(3)).toEqual(['announced: terminate', 'closing: terminate'])
    await world.close()
    expect(world.events.filter((name) => name === 'exit')).toHaveLength(1)
  })

  it('asks once and ends once, however often it is requested', async () => {
    const world = surroundings()
    world.quit.request()
    world.quit.request()
    expect(world.asked()).toBe(1)
    await world.answer('terminate')
    world.quit.request()
    world.quit.insist()
    expect(world.asked()).toBe(1)
    await world.close()
    world.quit.request()
    world.quit.insist()
    expect(world.events.filter((name) => name.startsWith('closing') || name === 'exit')).toEqual([
      'closing: terminate',
      'exit',
    ])
  })

  it('does not wait for an answer when it is insisted on, and kills nothing then; a late answer changes nothing', async () => {
    const world = surroundings()
    world.quit.request()
    world.quit.insist()
    expect(world.events).toEqual(begun('keep'))
    await world.answer('terminate')
    await world.close()
    expect(world.events.filter((name) => name.startsWith('closing'))).toHaveLength(1)
  })

  it('terminates when it is insisted on where the setting is so', () => {
    const world = surroundings(undefined, 'terminate')
    world.quit.insist()
    expect(world.events).toEqual(begun('terminate'))
  })

  it('ends the app although the engine failed to close', async () => {
    const logged = vi.spyOn(console, 'error').mockImplementation(() => undefined)
    const exit = vi.fn()
    createQuit({
      engine: {
        count: () => nothing,
        settings: defaultSettings,
        close: () => Promise.reject(new Error('broken')),
      },
      ask: () => Promise.resolve('terminate'),
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
    expect(texts.quit.question({ ...nothing, live: 1, waiting: 0 })).toBe('1 run is live.')
    expect(texts.quit.question({ ...nothing, live: 0, waiting: 1 })).toBe('1 run waits in the queue.')
    expect(texts.quit.question({ ...nothing, live: 3, waiting: 12 })).toBe(
      '3 runs are live and 12 runs wait in the queue.',
    )
    expect(texts.quit.detail({ ...nothing, waiting: 12 })).toContain('stays in the queue')
    expect(texts.quit.detail({ ...nothing, waiting: 0 })).not.toContain('queue')
  })

  it('says what is lost with Forkyard', () => {
    expect(texts.quit.detail({ ...nothing, live: 3, functions: 1, messages: 1_200 })).toContain(
      '1 function ends with Forkyard unless you wait. Quitting deletes 1200 messages in message queues. This cannot be undone.',
    )
    expect(texts.quit.question({ ...nothing, messages: 2 })).toBe('2 messages wait in message queues.')
  })

  it.each([
    [{ ...nothing, live: 2 }, ['Let them run', 'Wait for them', 'Terminate 2 runs', 'Cancel']],
    [{ ...nothing, live: 2, functions: 1 }, ['Let commands run', 'Wait for them', 'Terminate 2 runs', 'Cancel']],
    [{ ...nothing, messages: 3 }, ['Quit and delete 3 messages', 'Cancel']],
  ])('stays where Enter or Escape is pressed: %j', async (count, buttons) => {
    const showMessageBox = vi.fn(({ defaultId }: MessageBoxOptions) => Promise.resolve({ response: defaultId }))
    expect(await askToQuit({ showMessageBox } as never, undefined, count)).toBeUndefined()
    const last = buttons.length - 1
    expect(showMessageBox).toHaveBeenCalledExactlyOnceWith(
      expect.objectContaining({ buttons, defaultId: last, cancelId: last }),
    )
  })
})
