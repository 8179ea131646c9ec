import { describe, expect, it } from 'vitest'
import type { RunId } from '../../../src-main/contract/run.ts'
import { markerIn, markerOf, newInstance } from '../../../src-main/supervisor/launching/marker.ts'

const block = (...assignments: string[]): Buffer => Buffer.from(assignments.map((text) => `${text}\0`).join(''))

describe('the marker in an environment', () => {
  it.each([
    ['at its start', block('FORKYARD_RUN_ID=a.1.1', 'PATH=/bin')],
    ['at its end', block('PATH=/bin', 'FORKYARD_RUN_ID=a.1.1')],
    ['without a closing NUL', Buffer.from('PATH=/bin\0FORKYARD_RUN_ID=a.1.1')],
    ['after one whose name only ends alike', block('MY_FORKYARD_RUN_ID=b', 'FORKYARD_RUN_ID=a.1.1')],
    ['after one whose value only looks alike', block('X=FORKYARD_RUN_ID=b', 'FORKYARD_RUN_ID=a.1.1')],
  ])('is found %s', (_, environ) => {
    expect(markerIn(environ)).toBe('a.1.1')
  })

  it.each([block(), block('PATH=/bin'), block('X=FORKYARD_RUN_ID=b'), block('MY_FORKYARD_RUN_ID=b')])(
    'is not found where there is none (%#)',
    (environ) => {
      expect(markerIn(environ)).toBeUndefined()
    },
  )

  it('differs between supervisors, runs and attempts', () => {
    const [one, other] = [newInstance(), newInstance()]
    const [first, second] = [1 as RunId, 2 as RunId]
    const markers = [
      markerOf(one, { runId: first, attempt: 1 }),
      markerOf(one, { runId: first, attempt: 2 }),
      markerOf(one, { runId: second, attempt: 1 }),
      markerOf(other, { runId: first, attempt: 1 }),
    ]
    expect(new Set(markers).size).toBe(4)
  })
})
