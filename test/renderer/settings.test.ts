import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { defaultSettings, settingBounds } from '../../src-main/contract/settings.ts'
import { deletionBy } from '../../src-renderer/features/settings/deletions.ts'
import { parseQuantity, showQuantity } from '../../src-renderer/features/settings/quantity.ts'
import { endedRun } from './sample-runs.ts'

const megabytes = { scale: 1_000_000, bounds: settingBounds.logLimitBytes }
const runs = { scale: 1, bounds: settingBounds.keptRuns }
const seconds = { scale: 1_000, bounds: settingBounds.gracePeriod }

describe('a number of the settings as it is typed', () => {
  it.each([
    ['50', megabytes, 50_000_000],
    [' 0.1 ', megabytes, 100_000],
    ['1,000', megabytes, 1_000_000_000],
    ['100,000', runs, 100_000],
    ['0', runs, 0],
    ['2.5', seconds, 2_500],
  ])('%j is taken', (text, quantity, value) => {
    expect(parseQuantity(text, quantity)).toEqual({ ok: true, value })
  })

  it.each([
    ['', runs, 'not-a-number'],
    ['many', runs, 'not-a-number'],
    ['1e3', runs, 'not-a-number'],
    ['1,00', runs, 'not-a-number'],
    ['Infinity', runs, 'not-a-number'],
    ['1.5', runs, 'not-whole'],
    ['-1', runs, 'too-small'],
    ['10,000,001', runs, 'too-large'],
    ['0.01', megabytes, 'too-small'],
    ['601', seconds, 'too-large'],
  ])('%j is refused', (text, quantity, code) => {
    expect(parseQuantity(text, quantity)).toEqual({ ok: false, code })
  })

  it.each([
    ['megabytes', megabytes],
    ['runs', runs],
    ['seconds', seconds],
    ['gigabytes', { scale: 1_000_000_000, bounds: settingBounds.keptLogBytes }],
  ])('is read back from what is shown, in %s', (_, quantity) => {
    fc.assert(
      fc.property(fc.integer(quantity.bounds), (value) => {
        expect(parseQuantity(showQuantity(value, quantity), quantity)).toEqual({ ok: true, value })
      }),
    )
  })
})

describe('what a change of the settings deletes', () => {
  const day = 86_400_000
  const now = 100 * day
  const newest = [
    endedRun(3, { endedAt: 99 * day }),
    endedRun(2, { endedAt: 50 * day }),
    endedRun(1, { endedAt: 40 * day }),
  ]
  const whole = { newest, total: 3 }
  const longer = { newest, total: 5_000 }

  it('are the runs beyond the number that is kept', () => {
    expect(deletionBy({ keptRuns: 1_000 }, defaultSettings, longer, now)).toEqual({ kind: 'runs', count: 4_000 })
    expect(deletionBy({ keptRuns: 5_000 }, defaultSettings, longer, now)).toEqual({ kind: 'none' })
    expect(deletionBy({ keptRuns: 10 }, { ...defaultSettings, keptRuns: null }, longer, now)).toEqual({
      kind: 'runs',
      count: 4_990,
    })
  })

  it('are the runs that are too old, counted where all are known', () => {
    expect(deletionBy({ keptDays: 55 }, defaultSettings, whole, now)).toEqual({ kind: 'runs', count: 1 })
    expect(deletionBy({ keptDays: 80 }, defaultSettings, whole, now)).toEqual({ kind: 'none' })
    expect(deletionBy({ keptDays: 80 }, defaultSettings, longer, now)).toEqual({ kind: 'runs', count: undefined })
  })

  it('is output where the limit of all logs is lowered', () => {
    expect(deletionBy({ keptLogBytes: 1 }, defaultSettings, whole, now)).toEqual({ kind: 'logs' })
  })

  it('is nothing where a limit is raised or taken away, or nothing has ended', () => {
    expect(deletionBy({ keptRuns: 200_000 }, defaultSettings, longer, now)).toEqual({ kind: 'none' })
    expect(deletionBy({ keptRuns: null }, defaultSettings, longer, now)).toEqual({ kind: 'none' })
    expect(deletionBy({ gracePeriod: 0 }, defaultSettings, longer, now)).toEqual({ kind: 'none' })
    expect(deletionBy({ keptRuns: 0 }, defaultSettings, { newest: [], total: 0 }, now)).toEqual({ kind: 'none' })
  })
})
