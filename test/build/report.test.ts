import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { printTotals } from '../../build/report.mjs'

const step = { name: 'some tests', seconds: 1, passed: 3, failed: 0, skipped: [] as string[] }

describe('the end of npm test', () => {
  let printed: string[]

  beforeEach(() => {
    printed = []
    vi.spyOn(console, 'log').mockImplementation((text: string) => void printed.push(...text.split('\n')))
  })

  afterEach(() => {
    vi.restoreAllMocks()
  })

  it('is one plain line with the sums', () => {
    expect(printTotals([step, { ...step, passed: 4 }])).toBe(0)
    expect(printed.at(-1)).toBe('7 passed, 0 failed')
  })

  it('names what was skipped, and counts it', () => {
    expect(printTotals([{ ...step, skipped: ['what needs gcc'] }])).toBe(0)
    expect(printed.join('\n')).toContain('what needs gcc')
    expect(printed.at(-1)).toBe('3 passed, 0 failed, 1 skipped')
  })

  it('is a failure where a test failed, and names the step', () => {
    expect(printTotals([step, { ...step, name: 'layers', passed: 0, failed: 1 }])).toBe(1)
    expect(printed).toContain('FAILED: layers')
    expect(printed.at(-1)).toBe('3 passed, 1 failed')
  })

  it('names each test that failed, where they are known', () => {
    printTotals([{ ...step, failed: 1, failures: ['test/engine/runs/pool.test.ts: a pool grows'] }])
    expect(printed).toContain('  ✗ test/engine/runs/pool.test.ts: a pool grows')
  })

  it('is a failure where nothing ran', () => {
    expect(printTotals([{ ...step, passed: 0 }])).toBe(1)
  })
})
