import { describe, expect, it } from 'vitest'
import { ClockTrust, proofTime } from '../../../src-main/engine/storage/clock-trust.ts'

const hour = 60 * 60 * 1_000
const day = 24 * hour
const before = Date.UTC(2026, 10, 26)
const believed = { believed: before, seen: 0, proof: 0 }

/** Looks once a minute for so long, as a host does that runs that long. */
function run(clock: ClockTrust, { from, length }: { from: number; length: number }): ClockTrust {
  for (let tick = 0; tick <= length; tick += 60_000) clock.look(from + tick, 1_000 + tick)
  return clock
}

describe('the clock', () => {
  it.each([
    ['two hours back', -2 * hour],
    ['two hours ahead', 2 * hour],
    ['a day ahead', day],
  ])('is believed at once if it is %s', (_name, jump) => {
    expect(run(new ClockTrust(believed), { from: before + jump, length: 0 })).toMatchObject({ isDoubted: false })
  })

  it.each([
    ['a year ahead', 365 * day],
    ['ten years back', -3_650 * day],
    ['100 days ahead, as the machine was off', 100 * day],
  ])('is doubted with words if it is %s, and believed after an hour of going on evenly', (_name, jump) => {
    const clock = run(new ClockTrust(believed), { from: before + jump, length: proofTime - 60_000 })
    expect(clock).toMatchObject({ isDoubted: true, isStrange: true })
    run(clock, { from: before + jump + proofTime, length: 0 })
    clock.look(before + jump + proofTime, 1_000 + proofTime)
    expect(clock).toMatchObject({ isDoubted: false, isStrange: false })
  })

  it('is doubted without words after four days off', () => {
    const clock = run(new ClockTrust(believed), { from: before + 4 * day, length: 0 })
    expect(clock).toMatchObject({ isDoubted: true, isStrange: false })
  })

  it('is believed at once when it is right again, at the next start or while running', () => {
    const wrong = run(new ClockTrust(believed), { from: before + 365 * day, length: 10 * 60_000 })
    expect(run(new ClockTrust(wrong.trust), { from: before + hour, length: 0 }).isDoubted).toBe(false)
    wrong.look(before + hour, 1_000 + 11 * 60_000)
    expect(wrong.isDoubted).toBe(false)
  })

  it('is doubted when it jumps while the host runs, and the hour begins again with each jump', () => {
    const clock = run(new ClockTrust(believed), { from: before, length: 5 * 60_000 })
    clock.look(before + 365 * day, 1_000 + 6 * 60_000)
    expect(clock.isDoubted).toBe(true)
    clock.look(before + 365 * day + 50 * 60_000, 1_000 + 56 * 60_000)
    clock.look(before + 800 * day, 1_000 + 57 * 60_000)
    clock.look(before + 800 * day + 50 * 60_000, 1_000 + 107 * 60_000)
    expect(clock.isDoubted).toBe(true)
  })

  it('is believed after short sessions that add up to an hour, unless it goes back between them', () => {
    let clock = new ClockTrust(believed)
    for (const session of [1, 2, 3]) {
      clock = run(new ClockTrust(clock.trust), { from: before + (100 + 7 * session) * day, length: 25 * 60_000 })
    }
    expect(clock.isDoubted).toBe(false)
    clock = new ClockTrust(believed)
    for (const session of [3, 2, 1]) {
      clock = run(new ClockTrust(clock.trust), { from: before + (100 + 7 * session) * day, length: 25 * 60_000 })
    }
    expect(clock.isDoubted).toBe(true)
  })
})
