import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { Links } from '../../src-main/host/links.ts'

describe('a link', () => {
  beforeEach(() => vi.useFakeTimers())
  afterEach(() => vi.useRealTimers())

  test('is good for one use', () => {
    const links = new Links(60_000)
    const token = links.issue()
    expect(links.use(token)).toEqual({ ok: true })
    expect(links.use(token)).toEqual({ ok: false, code: 'used-link' })
    vi.advanceTimersByTime(60_000)
    expect(links.use(token)).toEqual({ ok: false, code: 'used-link' })
  })

  test('expires after its time, and is then told from one that never was', () => {
    const links = new Links(60_000)
    const [early, late] = [links.issue(), links.issue()]
    vi.advanceTimersByTime(59_999)
    expect(links.use(early)).toEqual({ ok: true })
    vi.advanceTimersByTime(1)
    expect(links.use(late)).toEqual({ ok: false, code: 'expired-link' })
    expect(links.use('x'.repeat(43))).toEqual({ ok: false, code: 'unknown-link' })
    expect(links.use('')).toEqual({ ok: false, code: 'unknown-link' })
  })

  test('expires where sixteen newer ones are made, and is forgotten in the end', () => {
    const links = new Links(60_000)
    const oldest = links.issue()
    const newer = Array.from({ length: 16 }, () => links.issue())
    expect(links.use(oldest)).toEqual({ ok: false, code: 'expired-link' })
    expect(links.use(newer[0] ?? '')).toEqual({ ok: true })
    for (let count = 0; count < 300; count++) links.issue()
    expect(links.use(oldest)).toEqual({ ok: false, code: 'unknown-link' })
  })

  test.each(['used', 'expired', 'ended with the host'])('says once that it is over where it was %s', (end) => {
    const links = new Links(60_000)
    const onOver = vi.fn()
    const token = links.issue(onOver)
    if (end === 'used') links.use(token)
    if (end === 'ended with the host') links.close()
    expect(onOver).toHaveBeenCalledTimes(end === 'expired' ? 0 : 1)
    vi.advanceTimersByTime(120_000)
    links.use(token)
    links.close()
    expect(onOver).toHaveBeenCalledTimes(1)
  })
})
