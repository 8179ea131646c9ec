import { describe, expect, test, vi } from 'vitest'
import { type Answer, failure, success } from '../../src-main/contract/answer.ts'
import type { OutputChunk } from '../../src-main/contract/output.ts'
import {
  type FollowedOutput,
  type OutputScreen,
  type ReadOutput,
  canLookBack,
  followOutput,
} from '../../src-renderer/features/output/follow-output.ts'
import type { LogWindow, Piece } from '../../src-renderer/features/output/log-window.ts'
import { timeLimit } from '../machine/time-limit.ts'

/** Long, for machines that are busy with something else. */
const until = (check: () => void) => vi.waitFor(check, timeLimit())

const encoder = new TextEncoder()
const decoder = new TextDecoder()
const mebibyte = 1024 * 1024

/** A log that grows, as the host would read it. */
class FakeLog {
  bytes = new Uint8Array()
  attempt = 1
  isLive = true
  /** What came before is gone. */
  keptFrom = 0
  failsNext: Answer<OutputChunk> | undefined
  waits: (number | undefined)[] = []
  #onGrown: (() => void)[] = []

  write(text: string): void {
    const more = encoder.encode(text)
    const all = new Uint8Array(this.bytes.length + more.length)
    all.set(this.bytes)
    all.set(more, this.bytes.length)
    this.bytes = all
    this.wake()
  }

  end(): void {
    this.isLive = false
    this.wake()
  }

  wake(): void {
    for (const resolve of this.#onGrown.splice(0)) resolve()
  }

  read: ReadOutput = async ({ from, count, wait }) => {
    this.waits.push(wait)
    if (wait && this.isLive && from === this.bytes.length) await new Promise<void>((done) => this.#onGrown.push(done))
    const failed = this.failsNext
    this.failsNext = undefined
    if (failed) return failed
    const asked = from === 'tail' ? Math.max(0, this.bytes.length - count) : Math.min(from, this.bytes.length)
    const begin = Math.max(asked, this.keptFrom)
    const part = this.bytes.subarray(begin, begin + count)
    const isAll = begin + part.length === this.bytes.length
    return success({
      attempt: this.attempt,
      from: begin,
      bytes: Buffer.from(part).toString('base64'),
      size: this.bytes.length,
      keptFrom: this.keptFrom,
      isLive: this.isLive || !isAll,
    })
  }
}

const marks = { gap: (bytes: number) => `[${bytes}]`, removed: (bytes: number) => `[${bytes} removed]` }

/** What a person would see: text, with gaps as `[n]`. */
class FakeScreen implements OutputScreen {
  text = ''
  replaced: string[] = []
  #show(pieces: readonly Piece[]): string {
    return pieces.map((p) => (p.kind === 'bytes' ? decoder.decode(p.bytes) : marks[p.kind](p.until - p.from))).join('')
  }
  replace(pieces: readonly Piece[], why: 'opened' | 'earlier'): Promise<void> {
    this.replaced.push(why)
    this.text = this.#show(pieces)
    return Promise.resolve()
  }
  add(pieces: readonly Piece[]): Promise<void> {
    this.text += this.#show(pieces)
    return Promise.resolve()
  }
}

function followed(log: FakeLog) {
  const screen = new FakeScreen()
  const pauses: number[] = []
  const failures: string[] = []
  const held: { log?: LogWindow } = {}
  const output: FollowedOutput = followOutput({
    read: log.read,
    screen,
    onChanged: (now) => (held.log = now),
    onFailed: ({ message }) => failures.push(message),
    pause: (milliseconds) => {
      pauses.push(milliseconds)
      return new Promise((resolve) => setImmediate(resolve))
    },
    now: () => 0,
  })
  return { screen, pauses, failures, held, output }
}

const lines = (count: number, from = 0): string =>
  Array.from({ length: count }, (_, index) => `line ${String(from + index).padStart(9, '0')}\n`).join('')

describe('following a log', () => {
  test('shows what is there, then what comes, and stops at the end', async () => {
    const log = new FakeLog()
    log.write('one\n')
    const { screen, held } = followed(log)
    await until(() => expect(screen.text).toBe('one\n'))
    log.write('two\n')
    await until(() => expect(screen.text).toBe('one\ntwo\n'))
    log.end()
    await until(() => expect(held.log?.isLive).toBe(false))
    const readings = log.waits.length
    await new Promise((resolve) => setImmediate(resolve))
    expect(log.waits.length).toBe(readings)
  })

  test('waits for output only when it has all of it, and reads at most ten times a second', async () => {
    const log = new FakeLog()
    log.write(lines(40_000))
    const { pauses, held } = followed(log)
    await until(() => expect(log.waits).toEqual([undefined, 10_000]))
    expect(held.log?.end).toBe(log.bytes.length)
    log.write(lines(40_000))
    // 600,000 bytes are three steps: the wait that ends with the first, two more at once, and the next wait.
    await until(() => expect(log.waits).toEqual([undefined, 10_000, undefined, undefined, 10_000]))
    expect(held.log?.end).toBe(log.bytes.length)
    expect(pauses.every((pause) => pause >= 100)).toBe(true)
  })

  test('begins a long log with the whole lines at its end', async () => {
    const log = new FakeLog()
    log.write(lines(100_000))
    log.end()
    const { screen, held } = followed(log)
    await until(() => expect(held.log).toBeDefined())
    expect(screen.text.startsWith('line 0')).toBe(true)
    expect(screen.text.endsWith('line 000099999\n')).toBe(true)
    expect(screen.text.length).toBeLessThanOrEqual(256 * 1024)
    expect(screen.text.split('\n').length).toBeLessThanOrEqual(10_001)
  })

  test('skips to the end of a flood, and says how much is not shown', async () => {
    const log = new FakeLog()
    log.write('before\n')
    const { screen, held } = followed(log)
    await until(() => expect(screen.text).toBe('before\n'))
    log.write(lines(200_000))
    await until(() => expect(held.log?.end).toBe(log.bytes.length))
    const gap = /^before\n(?:line \d{9}\n)*[^[\n]*\[(\d+)\]line /.exec(screen.text)
    expect(Number(gap?.[1])).toBeGreaterThan(mebibyte)
    expect(screen.text.endsWith('line 000199999\n')).toBe(true)
  })

  test('holds at most 2 MiB and 10,000 lines while following', async () => {
    const log = new FakeLog()
    const { held } = followed(log)
    for (let at = 0; at < 10; at++) {
      log.write(lines(3_000, at * 3_000))
      await until(() => expect(held.log?.end).toBe(log.bytes.length))
    }
    const kept = held.log?.pieces.filter((piece) => piece.kind === 'bytes') ?? []
    expect(kept.reduce((sum, piece) => sum + piece.lines, 0)).toBe(10_000)
    expect(held.log?.from).toBe(log.bytes.length - 10_000 * 15)
    expect(decoder.decode(kept[0]?.bytes).slice(0, 15)).toBe('line 000020000\n')
  })

  test('looks back step by step to the beginning', async () => {
    const log = new FakeLog()
    log.write(lines(60_000))
    log.end()
    const { screen, held, output } = followed(log)
    await until(() => expect(held.log).toBeDefined())
    let before = Infinity
    while (held.log && held.log.from > 0) {
      expect(canLookBack(held.log)).toBe(true)
      expect(held.log.from).toBeLessThan(before)
      before = held.log.from
      await output.showEarlier()
    }
    expect(screen.text).toBe(lines(60_000))
    expect(new Set(screen.replaced)).toEqual(new Set(['opened', 'earlier']))
  })

  test('stops looking back when it holds as much as it may', async () => {
    const log = new FakeLog()
    log.write(lines(120_000))
    log.end()
    const { held, output } = followed(log)
    await until(() => expect(held.log).toBeDefined())
    for (let at = 0; at < 20; at++) await output.showEarlier()
    expect(held.log?.from).toBeGreaterThan(0)
    expect(held.log && canLookBack(held.log)).toBe(false)
  })

  test('says at the top how much was removed, from the next whole line on, and looks back no further', async () => {
    const log = new FakeLog()
    log.write(lines(60_000))
    log.keptFrom = 20_000 * 15 + 4
    log.end()
    const { screen, held, output } = followed(log)
    await until(() => expect(held.log).toBeDefined())
    expect(screen.text.startsWith('line 0')).toBe(true)
    while (held.log && canLookBack(held.log)) await output.showEarlier()
    expect(screen.text).toBe(`[${20_001 * 15} removed]${lines(39_999, 20_001)}`)
    expect(held.log?.from).toBe(0)
  })

  test('says so at once where the end of the log is all that is left', async () => {
    const log = new FakeLog()
    log.write(lines(1_000))
    log.keptFrom = 990 * 15
    log.end()
    const { screen } = followed(log)
    await until(() => expect(screen.text).toBe(`[${991 * 15} removed]${lines(9, 991)}`))
  })

  test('marks what was removed between two looks back', async () => {
    const log = new FakeLog()
    log.write(lines(60_000))
    const { screen, held, output } = followed(log)
    await until(() => expect(held.log).toBeDefined())
    const from = held.log?.from ?? 0
    log.keptFrom = log.bytes.length - 15
    await output.showEarlier()
    expect(screen.text.startsWith(`[${from} removed]line 0`)).toBe(true)
    expect(held.log && canLookBack(held.log)).toBe(false)
    output.stop()
    log.end()
  })

  test('shows nothing of a log that was removed', async () => {
    const log = new FakeLog()
    log.write(lines(100))
    log.keptFrom = log.bytes.length
    log.end()
    const { screen, held } = followed(log)
    await until(() => expect(held.log?.keptFrom).toBe(1_500))
    expect(screen.text).toBe('')
    expect(held.log && canLookBack(held.log)).toBe(false)
  })

  test.each([
    ['shorter', 'second\n'],
    ['longer', 'second attempt, longer than the first one\n'],
  ])('begins anew with another attempt whose log is %s', async (_, second) => {
    const log = new FakeLog()
    log.write('first attempt, some\n')
    const { screen } = followed(log)
    await until(() => {
      expect(screen.text).toBe('first attempt, some\n')
    })
    log.attempt = 2
    log.bytes = new Uint8Array()
    log.write(second)
    await until(() => {
      expect(screen.text).toBe(second)
    })
  })

  test('tries again after a failure, and gives up on a run that is unknown', async () => {
    const log = new FakeLog()
    log.failsNext = failure('system-error', 'no')
    const { screen, pauses, failures } = followed(log)
    log.write('x\n')
    await until(() => expect(screen.text).toBe('x\n'))
    expect(pauses[0]).toBe(2_000)
    log.failsNext = failure('unknown-run', 'gone')
    log.write('y\n')
    await until(() => expect(failures).toEqual(['no', 'gone']))
    expect(screen.text).toBe('x\n')
  })

  test('shows nothing after it was stopped', async () => {
    const log = new FakeLog()
    log.write('x\n')
    const { screen, output } = followed(log)
    await until(() => expect(log.waits.length).toBe(2))
    output.stop()
    log.write('y\n')
    await new Promise((resolve) => setTimeout(resolve, 20))
    expect(screen.text).toBe('x\n')
  })
})
