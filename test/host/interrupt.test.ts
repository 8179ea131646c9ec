import { describe, expect, it } from 'vitest'
import { type Asking, answerTime, decideInterrupt, echoTime } from '../../src-main/host/interrupt.ts'

/** What Ctrl+C at these times (milliseconds) does, while something runs. */
function press(...times: number[]): string[] {
  let asking: Asking = { state: 'not-asked' }
  return times.map((time) => {
    const decision = decideInterrupt(asking, time, true)
    if (decision.kind !== 'end') asking = decision.asking
    return decision.kind
  })
}

describe('Ctrl+C in the terminal of a host', () => {
  it('ends at once if nothing runs', () => {
    expect(decideInterrupt({ state: 'not-asked' }, 0, false)).toEqual({ kind: 'end' })
  })

  it('asks if something runs, and the next one within the time for it is the answer', () => {
    expect(press(0, echoTime)).toEqual(['ask', 'end'])
    expect(press(0, answerTime)).toEqual(['ask', 'end'])
    expect(press(0, answerTime + 1)).toEqual(['ask', 'ask'])
  })

  it('does not answer while the key is held down, however long', () => {
    const held = Array.from({ length: 60 }, (_, index) => 500 + index * 33)
    expect(press(0, ...held.map((time) => time - 467))).toEqual(['ask', ...held.map(() => 'ignore')])
    expect(press(0, 33, 66, 66 + echoTime)).toEqual(['ask', 'ignore', 'ignore', 'end'])
  })
})
