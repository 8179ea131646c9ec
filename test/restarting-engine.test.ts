import { describe, expect, it } from 'vitest'
import { type Answer, failure, success } from '../src-main/contract/answer.ts'
import type { Notice } from '../src-main/contract/contract.ts'
import type { Client, Engine } from '../src-main/engine/index.ts'
import { RestartingEngine } from '../src-main/restarting-engine.ts'
import { TestEngine } from './host/harness/test-engine.ts'

class BreakingEngine extends TestEngine {
  readonly closedBy: string[] = []
  break: (error: unknown) => void = () => undefined

  override onBroken(listener?: (error: unknown) => void): void {
    if (listener) this.break = listener
  }

  override close(running?: string): Promise<void> {
    this.closedBy.push(running ?? '')
    return Promise.resolve()
  }
}

/** An engine that is opened again, and all that it was. */
async function world(open: (count: number) => Answer<Engine> | undefined = () => undefined) {
  const engines: BreakingEngine[] = []
  const reasons: string[] = []
  const mistakes: unknown[] = []
  const opened = await RestartingEngine.open({
    open: () => {
      const other = open(engines.length)
      if (other) return Promise.resolve(other)
      const engine = new BreakingEngine()
      engine.answer = (name) => Promise.resolve(success({ revision: 7, by: engines.indexOf(engine), name }))
      engines.push(engine)
      return Promise.resolve(success(engine))
    },
    onMistake: (error) => mistakes.push(error),
    onGivenUp: (reason) => reasons.push(reason),
  })
  if (!opened.ok) throw new Error(opened.message)
  const engine = opened.value
  const breakNow = async (): Promise<void> => {
    engines.at(-1)?.break(new Error('a slip'))
    await engine.ready()
  }
  return { engine, engines, reasons, mistakes, breakNow }
}

function client(): Client & { notices: Notice[] } {
  const notices: Notice[] = []
  return { notices, deliver: (notice) => notices.push(notice) }
}

describe('an engine that was left half done by a mistake', () => {
  it('is closed without touching runs and opened again, and its clients are told and go on', async () => {
    const { engine, engines, mistakes, breakNow } = await world()
    const one = client()
    const session = engine.openSession(one)
    expect(await session.answer('subscribe', {})).toMatchObject({ value: { by: 0 } })
    engines[0]?.break(new Error('a slip'))
    // Asked meanwhile: it waits for the next engine.
    expect(await session.answer('listLive', {})).toMatchObject({ value: { by: 1 } })
    expect(engines[0]?.closedBy).toEqual(['keep'])
    expect(mistakes.map(String)).toEqual(['Error: a slip'])
    expect(one.notices).toMatchObject([
      // Neither of the revision that it has, nor older: it asks for a snapshot.
      { name: 'delta', value: { previousRevision: 8, revision: 9 } },
      { name: 'trouble', value: { code: 'engine-restarted' } },
    ])
    await breakNow()
    await engine.close('terminate')
    expect(engines.map(({ closedBy }) => closedBy)).toEqual([['keep'], ['keep'], ['terminate']])
  })

  it('answers what it will never answer any more', async () => {
    const { engine, engines, breakNow } = await world()
    const session = engine.openSession(client())
    if (engines[0]) engines[0].answer = () => new Promise(() => undefined)
    const pending = session.answer('terminate', {})
    // Not before it has been asked.
    await Promise.resolve()
    await breakNow()
    expect(await pending).toMatchObject({ ok: false, code: 'internal-error' })
  })

  it('is given up after the third time within ten minutes, closed without touching runs', async () => {
    const { engine, engines, reasons, breakNow } = await world()
    for (let count = 0; count < 4; count++) {
      expect(reasons).toEqual([])
      await breakNow()
    }
    expect(reasons).toEqual([expect.stringContaining('a slip')])
    expect(engines.map(({ closedBy }) => closedBy)).toEqual([['keep'], ['keep'], ['keep'], ['keep']])
    engine.restart(new Error('another'))
    await engine.ready()
    expect(reasons).toHaveLength(1)
  })

  it('is opened although that fails at first, and given up if it always fails', async () => {
    const refusal = failure('system-error', 'The disk is gone')
    let refusals = 0
    const { reasons, breakNow } = await world((count) => (count > 0 && refusals-- > 0 ? refusal : undefined))
    refusals = 2
    await breakNow()
    expect(reasons).toEqual([])
    refusals = Infinity
    await breakNow()
    expect(reasons).toEqual([
      expect.stringContaining('could not be opened again: The disk is gone. Forkyard ends now;'),
    ])
  })
})
