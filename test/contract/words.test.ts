import { describe, expect, it } from 'vitest'
import { endWords, outcomeWords, wordsOfEnd } from '../../src-main/contract/outcome-words.ts'
import type { Outcome, WaitReason } from '../../src-main/contract/run.ts'
import { namedInWait, waitWords } from '../../src-main/contract/wait-words.ts'
import { fillIn } from '../../src-main/contract/words.ts'

const now = 1_000_000

describe('the words for why a run waits', () => {
  it.each<[WaitReason, string]>([
    [{ kind: 'slot' }, 'a free slot'],
    [{ kind: 'retry', code: 'EAGAIN', at: now + 2_001, attempts: 1 }, 'the system (EAGAIN), next try in 3 s'],
    [{ kind: 'retry', code: 'EAGAIN', at: now - 5_000, attempts: 1 }, 'the system (EAGAIN), next try in 1 s'],
  ])('say of %j: %s', (reason, text) => {
    expect(fillIn(waitWords[reason.kind].short, namedInWait(reason, now))).toBe(text)
  })

  it('name nothing that a reason does not have', () => {
    for (const kind of ['slot', 'paused', 'starting', 'recovering', 'storage', 'supervisor', 'closing'] as const) {
      const { short, sentence } = waitWords[kind]
      for (const phrase of [short, sentence]) expect(fillIn(phrase, namedInWait({ kind }, now))).not.toMatch(/[{}]/)
    }
  })
})

describe('the words for how a run ended', () => {
  it.each<[Outcome, string, string]>([
    [{ kind: 'failed', exitStatus: { code: 3 } }, 'failed', 'exit status 3'],
    [{ kind: 'failed', exitStatus: 'threw', error: { name: 'TypeError', message: 'no' } }, 'failed', 'TypeError: no'],
    [{ kind: 'failed', exitStatus: 'threw', error: { name: 'Error', message: '' } }, 'failed', 'Error'],
    [{ kind: 'terminated', exitStatus: { signal: 'SIGTERM' }, survivors: [] }, 'was terminated', 'killed by SIGTERM'],
    [{ kind: 'terminated', exitStatus: 'unknown', survivors: [] }, 'was terminated', 'exit status unknown'],
    [
      { kind: 'could-not-start', error: { code: 'ENOENT', message: 'No {such} file.' } },
      'could not start',
      'No {such} file.',
    ],
    [{ kind: 'lost', code: 'host-ended', reason: '' }, 'was lost', 'Forkyard ended'],
  ])('say of %j: %s, %s', (outcome, after, end) => {
    const words = wordsOfEnd(outcome)
    expect(outcomeWords[outcome.kind].after).toBe(after)
    expect(words && fillIn(endWords[words.key], words.named)).toBe(end)
  })

  it('are none beside the outcome if there was no process, or it succeeded', () => {
    expect(wordsOfEnd({ kind: 'cancelled' })).toBeUndefined()
    expect(wordsOfEnd({ kind: 'succeeded', exitStatus: { code: 0 } })).toBeUndefined()
  })
})
