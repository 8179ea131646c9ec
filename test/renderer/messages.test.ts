import { createPinia, setActivePinia } from 'pinia'
import { afterAll, afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { nextTick } from 'vue'
import { type Confirmation, useDialogs } from '../../src-renderer/dialogs.ts'
import { useToasts } from '../../src-renderer/toasts.ts'

const question = (kind: Confirmation['kind']): Confirmation => ({
  kind,
  title: 'End it?',
  text: '',
  items: [],
  confirmLabel: 'End',
})

beforeEach(() => {
  const stored = new Map<string, string>()
  vi.stubGlobal('localStorage', {
    getItem: (key: string) => stored.get(key) ?? null,
    setItem: (key: string, value: string) => stored.set(key, value),
  })
  // What VueUse tells a window's other users of its storage by.
  vi.stubGlobal('Storage', EventTarget)
  vi.stubGlobal('window', new EventTarget())
  setActivePinia(createPinia())
})

afterAll(() => {
  vi.unstubAllGlobals()
})

describe('questions', () => {
  it('answer with what the person chose', async () => {
    const dialogs = useDialogs()
    const yes = dialogs.confirm(question('terminate'))
    dialogs.answerConfirmation(true, false)
    const no = dialogs.confirm(question('terminate'))
    dialogs.answerConfirmation(false, false)
    expect([await yes, await no]).toEqual([true, false])
    expect(dialogs.confirmation).toBeUndefined()
  })

  it('are not asked again where silenced with yes, also after a restart, until reset', async () => {
    const dialogs = useDialogs()
    const first = dialogs.confirm(question('terminate'))
    dialogs.answerConfirmation(true, true)
    await first
    setActivePinia(createPinia())
    const restarted = useDialogs()
    expect(await restarted.confirm(question('terminate'))).toBe(true)
    void restarted.confirm(question('kill'))
    expect(restarted.confirmation?.kind).toBe('kill')
    restarted.answerConfirmation(false, false)
    restarted.askAgain()
    void restarted.confirm(question('terminate'))
    expect(restarted.confirmation?.kind).toBe('terminate')
  })

  it('stay where they were answered with no, whatever else was ticked', () => {
    const dialogs = useDialogs()
    void dialogs.confirm(question('kill'))
    dialogs.answerConfirmation(false, true)
    expect(dialogs.hasSilenced).toBe(false)
  })

  it('are answered with no while another one is open, which stays as it is under the hand', async () => {
    const dialogs = useDialogs()
    const first = dialogs.confirm(question('terminate'))
    expect(await dialogs.confirm(question('kill'))).toBe(false)
    expect(dialogs.confirmation?.kind).toBe('terminate')
    dialogs.answerConfirmation(true, false)
    expect(await first).toBe(true)
  })

  it('are always asked where they are about several, and know what another window has silenced', async () => {
    const dialogs = useDialogs()
    setActivePinia(createPinia())
    const other = useDialogs()
    void other.confirm(question('kill'))
    other.answerConfirmation(true, true)
    // Windows hear of each other after a moment.
    await nextTick()
    void dialogs.confirm(question('clear'))
    dialogs.answerConfirmation(true, true)
    expect(await Promise.all([dialogs.confirm(question('kill')), other.confirm(question('clear'))])).toEqual([
      true,
      true,
    ])
    void dialogs.confirm(question(undefined))
    expect(dialogs.confirmation).toBeDefined()
    dialogs.answerConfirmation(true, true)
    void dialogs.confirm(question(undefined))
    expect(dialogs.confirmation).toBeDefined()
  })
})

describe('toasts', () => {
  beforeEach(() => {
    vi.useFakeTimers()
  })
  afterEach(() => {
    vi.useRealTimers()
  })

  it('replace the one of the same key, and its time begins anew', () => {
    const toasts = useToasts()
    toasts.show({ kind: 'note', title: 'one', key: 'same' })
    vi.advanceTimersByTime(4_000)
    toasts.show({ kind: 'note', title: 'two', key: 'same' })
    vi.advanceTimersByTime(4_000)
    expect(toasts.shown.map(({ title }) => title)).toEqual(['two'])
    vi.advanceTimersByTime(1_001)
    expect(toasts.shown).toEqual([])
  })

  it('stay while the person is with them', () => {
    const toasts = useToasts()
    toasts.show({ kind: 'note', title: 'one' })
    toasts.hold()
    vi.advanceTimersByTime(60_000)
    expect(toasts.shown).toHaveLength(1)
    toasts.release()
    vi.advanceTimersByTime(5_001)
    expect(toasts.shown).toHaveLength(0)
  })

  it('are at most four, the oldest goes first', () => {
    const toasts = useToasts()
    for (const title of ['1', '2', '3', '4', '5']) toasts.show({ kind: 'note', title })
    expect(toasts.shown.map(({ title }) => title)).toEqual(['2', '3', '4', '5'])
  })
})
