import { describe, expect, it } from 'vitest'
import { Closing } from '../../../src-main/engine/host/closing.ts'
import { catchRaised } from '../../raised.ts'
import { until } from '../rig.ts'

const never = (): Promise<never> => new Promise(() => undefined)
const bounds = { step: 50, storing: 50, ending: 50, starting: 200 }

/** A closing whose parts are done at once, but for those that the test gives. */
function closing(parts: Record<string, object> = {}) {
  const done: string[] = []
  const part = (name: string): object =>
    new Proxy(parts[name] ?? {}, {
      get: (given, key) =>
        Reflect.has(given, key) ? (Reflect.get(given, key) as unknown) : () => void done.push(`${name}.${String(key)}`),
    })
  const said: string[] = []
  const names = ['supervisor', 'functions', 'comparisons', 'record', 'storage', 'reader', 'sampler', 'messageQueues']
  const made = Object.fromEntries([...names, 'sampleBatch', 'waits'].map((name) => [name, part(name)]))
  const pool = part('pool')
  const live = new Map()
  const given = {
    ...made,
    pool: parts['pool'] ? pool : { live, queue: { depth: 0 }, end: () => undefined, stopAll: () => undefined },
    settings: { value: { gracePeriod: 0 } },
    isBroken: () => false,
    trouble: (_code: string, message: string) => said.push(message),
  }
  return { closing: new Closing(given as never, bounds), done, said }
}

describe('the end of the engine', () => {
  it('does not wait for ever for any part: what has not ended is named, and the others are ended', async () => {
    const world = closing({ comparisons: { close: never }, reader: { close: never } })
    await world.closing.end('terminate')
    expect(world.said).toEqual([
      expect.stringContaining('the comparison did not end within'),
      expect.stringContaining('the database’s reader did not end within'),
    ])
    expect(world.done).toEqual(expect.arrayContaining(['supervisor.close', 'storage.close', 'sampleBatch.close']))
  })

  it('goes on after a part that fails', async () => {
    const raised = catchRaised()
    const world = closing({ functions: { close: () => Promise.reject(new Error('a slip')) } })
    await world.closing.end('keep')
    expect(world.said).toEqual([expect.stringContaining('workers of functions could not be ended: a slip')])
    expect(world.done).toContain('storage.close')
    await until(() => raised.length === 1)
  })

  it('waits for what runs, but not for a run that was about to start and never does', async () => {
    const live = new Map([
      [1, { life: { phase: 'running' } }],
      [2, { life: { phase: 'starting' } }],
    ])
    const pool = { live, queue: { depth: 0 }, end: () => undefined, stopAll: () => undefined }
    const world = closing({ pool })
    let hasEnded = false
    const ended = world.closing.end('wait').then(() => (hasEnded = true))
    await new Promise((resolve) => setTimeout(resolve, 2 * bounds.starting))
    expect(hasEnded).toBe(false)
    live.delete(1)
    world.closing.onRunLeft()
    await ended
    expect(live.size).toBe(1)
  })
})
