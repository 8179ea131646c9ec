import { createPinia, setActivePinia } from 'pinia'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { useDialogs } from '../../src-renderer/dialogs.ts'
import { useChartView } from '../../src-renderer/features/queue-chart/chart-view.ts'
import { useRecentPaths } from '../../src-renderer/fields/recent-paths.ts'
import { useShownRun } from '../../src-renderer/shown-run.ts'

const stored = new Map<string, string>()

beforeEach(() => {
  stored.clear()
  vi.stubGlobal('localStorage', {
    getItem: (key: string) => stored.get(key) ?? null,
    setItem: (key: string, value: string) => stored.set(key, value),
  })
  setActivePinia(createPinia())
})
afterEach(() => {
  vi.unstubAllGlobals()
})

/** Chooses something in each, and says what each has. */
function chooseAll() {
  useShownRun().toggle()
  useChartView().minutes = 60
  useRecentPaths().remember('folder', '/b')
  return {
    isOpen: useShownRun().isOpen,
    minutes: useChartView().minutes,
    folders: useRecentPaths().folder,
    modules: useRecentPaths().module,
    hasSilenced: useDialogs().hasSilenced,
  }
}

describe('what a browser remembers', () => {
  it('is read and stored as every version has it', () => {
    stored.set('forkyard.output-open', 'no')
    stored.set('forkyard.chart-minutes', '15')
    stored.set('forkyard.recent-folders', '["/a"]')
    stored.set('forkyard.recent-modules', '["/m.ts"]')
    stored.set('forkyard.silenced', 'kill clear')
    expect(useShownRun().isOpen).toBe(false)
    expect(useChartView().minutes).toBe(15)
    expect(chooseAll()).toEqual({
      isOpen: true,
      minutes: 60,
      folders: ['/b', '/a'],
      modules: ['/m.ts'],
      hasSilenced: true,
    })
    useDialogs().askAgain()
    expect(Object.fromEntries(stored)).toEqual({
      'forkyard.output-open': 'yes',
      'forkyard.chart-minutes': '60',
      'forkyard.recent-folders': '["/b","/a"]',
      'forkyard.recent-modules': '["/m.ts"]',
      'forkyard.silenced': '',
    })
  })

  it('is not stored before anything was chosen', () => {
    expect([useShownRun().isOpen, useChartView().minutes, useRecentPaths().folder]).toEqual([true, 5, []])
    expect(stored.size).toBe(0)
  })

  it('is the default where something else is stored', () => {
    stored.set('forkyard.chart-minutes', '7')
    stored.set('forkyard.silenced', 'everything')
    expect([useChartView().minutes, useDialogs().hasSilenced]).toEqual([5, false])
  })

  it.each([
    [
      'is full',
      {
        getItem: () => null,
        setItem: () => {
          throw new Error('QuotaExceededError')
        },
      },
    ],
    [
      'refuses to be read',
      {
        getItem: () => {
          throw new Error('SecurityError')
        },
        setItem: () => undefined,
      },
    ],
  ])('lasts as long as the window where storage %s', (_, storage) => {
    vi.stubGlobal('localStorage', storage)
    expect(chooseAll()).toEqual({ isOpen: false, minutes: 60, folders: ['/b'], modules: [], hasSilenced: false })
  })

  it('lasts as long as the window where even looking at the storage throws', () => {
    Object.defineProperty(globalThis, 'localStorage', {
      configurable: true,
      get: () => {
        throw new Error('SecurityError')
      },
    })
    expect(chooseAll()).toEqual({ isOpen: false, minutes: 60, folders: ['/b'], modules: [], hasSilenced: false })
    delete (globalThis as { localStorage?: unknown }).localStorage
  })
})
