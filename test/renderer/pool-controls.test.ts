import { describe, expect, it, onTestFinished } from 'vitest'
import { effectScope, nextTick, shallowRef } from 'vue'
import { parsePoolSize, steppedSize } from '../../src-renderer/features/pool/pool-size.ts'
import { useSizeDraft } from '../../src-renderer/features/pool/size-draft.ts'
import { topOf } from '../../src-renderer/ui/whole-steps.ts'

describe('the pool’s maximum size as it is typed', () => {
  it.each([
    ['1', 1],
    [' 8 ', 8],
    ['1024', 1024],
    ['1,024', 1024],
    ['008', 8],
  ])('takes %j', (text, size) => {
    expect(parsePoolSize(text)).toBe(size)
  })

  it.each(['', ' ', '0', '-1', '1.5', '1e9', '1025', '99999999999', 'eight', '0x10', '1,02', 'NaN'])(
    'refuses %j',
    (text) => {
      expect(parsePoolSize(text)).toBeUndefined()
    },
  )

  it('steps within its bounds', () => {
    expect([steppedSize(1, -1), steppedSize(1024, 1), steppedSize(1020, 10), steppedSize(4, 1)]).toEqual([
      1, 1024, 1024, 5,
    ])
  })
})

describe('the field of the pool’s maximum size', () => {
  /** A host that answers, and tells the size, when the test says so. */
  function field() {
    const size = shallowRef(2)
    const sent: { size: number; answer: (isTaken: boolean) => void }[] = []
    const scope = effectScope()
    onTestFinished(() => {
      scope.stop()
    })
    const send = (next: number) => new Promise<boolean>((answer) => sent.push({ size: next, answer }))
    return { size, sent, draft: scope.run(() => useSizeDraft(() => size.value, send))! }
  }

  it('counts each step from the one before, also while that is on its way or not told yet', async () => {
    const { size, sent, draft } = field()
    draft.step(1)
    draft.step(1)
    sent[0]?.answer(true)
    await nextTick()
    draft.step(1)
    draft.step(-1)
    expect(sent.map((each) => each.size)).toEqual([3, 4, 5, 4])
    for (const { answer } of sent) answer(true)
    await nextTick()
    draft.step(1)
    expect(sent.at(-1)?.size).toBe(5)
    sent.at(-1)?.answer(true)
    await nextTick()
    size.value = 5
    await nextTick()
    expect(draft.shown.value).toBe('5')
    size.value = 9
    await nextTick()
    expect(draft.shown.value).toBe('9')
  })

  it('goes back to the pool’s where it is refused, keeps what is typed meanwhile, and sends nothing twice', async () => {
    const { sent, draft } = field()
    draft.type('7')
    draft.commit()
    draft.leave()
    expect(sent).toHaveLength(1)
    draft.type('8')
    sent[0]?.answer(false)
    await nextTick()
    expect(draft.shown.value).toBe('8')
    draft.commit()
    sent[1]?.answer(false)
    await nextTick()
    expect(draft.shown.value).toBe('2')
  })
})

describe('the top of the chart’s axis', () => {
  it.each([0, 1, 3, 4, 17, 100, 101, 12_345, 100_000])('is a whole number above %d', (highest) => {
    const top = topOf(highest)
    expect(Number.isInteger(top)).toBe(true)
    expect(top).toBeGreaterThanOrEqual(highest)
    expect(top).toBeLessThanOrEqual(Math.max(4, highest * 1.6))
  })
})
