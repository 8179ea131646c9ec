import { spawnSync } from 'node:child_process'
import { mkdirSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { RunId } from '../../../src-main/contract/run.ts'
import { Journal } from '../../../src-main/supervisor/journal/journal.ts'
import type { Header } from '../../../src-main/supervisor/journal/lines.ts'
import { readJournal } from '../../../src-main/supervisor/journal/read-journal.ts'
import type { AttemptKey, AttemptEnd } from '../../../src-main/supervisor/port.ts'
import { Trial } from '../trial.ts'
import { until } from '../until.ts'

const header: Header = {
  type: 'header',
  journal: 1,
  protocol: 2,
  instance: 'one',
  boot: 'this',
  pid: 10,
  startTime: 20,
  at: 30,
}
const exit: AttemptEnd = {
  exitStatus: { code: 0 },
  at: 2,
  runTime: 1,
  isLogDiskFull: false,
  hasReachedLogLimit: false,
  logBytes: 0,
}
const keyOfRun = (run: number): AttemptKey => ({ runId: run as RunId, attempt: 1 })
const launching = (run: number) =>
  ({ type: 'launching', ...keyOfRun(run), marker: 'm', logFile: '/log', at: 1, tick: 1 }) as const
const started = (run: number) => ({ type: 'started', ...keyOfRun(run), pid: 1, startTime: 1, at: 1, tick: 1 }) as const

describe('a journal', () => {
  let trial: Trial
  let file: string
  beforeEach(() => {
    trial = new Trial()
    file = join(trial.folder, 'journal')
  })
  afterEach(() => trial.close())

  const read = (name = file) => {
    const result = readJournal(name)
    if (result.kind !== 'read') throw new Error(`The journal is ${result.kind}.`)
    return result
  }

  it('says of each attempt that is not settled how far it came', () => {
    const journal = new Journal(file, header)
    journal.announce(launching(1))
    journal.announce(launching(2))
    journal.record(started(2), { type: 'log-cut', ...keyOfRun(2), keptFrom: 7 })
    journal.announce(launching(3))
    journal.record(started(3), { type: 'exited', ...keyOfRun(3), exit })
    journal.announce(launching(4))
    journal.record(started(4), { type: 'exited', ...keyOfRun(4), exit }, { type: 'settled', keys: [keyOfRun(4)] })
    const { attempts, isWhole } = read()
    expect(isWhole).toBe(true)
    expect(attempts).toEqual(journal.attempts)
    expect([...attempts.entries.values()].map(({ state, keptFrom }) => [state.kind, keptFrom])).toEqual([
      ['launching', 0],
      ['started', 7],
      ['ended', 0],
    ])
    expect(statSync(file).mode & 0o777).toBe(0o600)
  })

  it('counts a last line that was torn as not written, and says where another one is damaged', () => {
    const journal = new Journal(file, header)
    journal.announce(launching(1))
    journal.record(started(1))
    const whole = readFileSync(file, 'utf8')
    writeFileSync(file, whole.slice(0, -5))
    expect(read().isWhole).toBe(true)
    expect(read().attempts.find(keyOfRun(1))?.state.kind).toBe('launching')
    writeFileSync(file, whole.replace('"launching"', '"laun'))
    expect(read().isWhole).toBe(false)
  })

  it.each([
    ['nothing at all', '', 'empty'],
    ['a torn header', '{"type":"hea', 'empty'],
    ['something else', 'hello\n', 'unreadable'],
    ['a later version', `${JSON.stringify({ ...header, journal: 2 })}\n`, 'of-later-version'],
  ])('with %s is told apart', (_, text, kind) => {
    writeFileSync(file, text)
    expect(readJournal(file).kind).toBe(kind)
  })

  it('is written anew with what is not settled, once most of it is', () => {
    const journal = new Journal(file, header)
    let longest = 0
    for (let run = 1; run <= 20_000; run++) {
      journal.announce(launching(run))
      journal.record(started(run))
      if (run % 1_000 !== 0) {
        journal.record({ type: 'exited', ...keyOfRun(run), exit }, { type: 'settled', keys: [keyOfRun(run)] })
      }
      if (run % 100 === 0) longest = Math.max(longest, statSync(file).size)
    }
    expect(longest).toBeLessThan(1_200_000)
    expect(read().attempts).toEqual(journal.attempts)
    expect(read().header).toEqual(header)
    expect([...read().attempts.entries.values()].map(({ key }) => key.runId / 1_000)).toEqual(
      Array.from({ length: 20 }, (_, index) => index + 1),
    )
    expect(readdirSync(trial.folder)).toEqual(['journal'])
  })

  describe.skipIf(process.getuid?.() !== 0 || process.platform !== 'linux')(
    'on a full disk (needs root, to mount one)',
    () => {
      let disk: string
      beforeEach(() => {
        disk = join(trial.folder, 'disk')
        mkdirSync(disk)
        spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', disk])
      })
      afterEach(() => {
        spawnSync('umount', ['--lazy', disk])
      })

      it('refuses what is about to be done, keeps what has happened, and writes it once there is room', async () => {
        const onDisk = join(disk, 'journal')
        const journal = new Journal(onDisk, header)
        journal.announce(launching(1))
        spawnSync('sh', ['-c', `cat /dev/zero >${join(disk, 'filler')}`])
        let run = 1
        while (journal.announce(launching(run + 1))) run++
        expect(run).toBeLessThan(100)
        journal.record(started(1), { type: 'exited', ...keyOfRun(1), exit })
        expect(journal.attempts.find(keyOfRun(1))?.state.kind).toBe('ended')
        expect(read(onDisk).isWhole).toBe(true)
        expect(read(onDisk).attempts.find(keyOfRun(1))?.state.kind).toBe('launching')
        writeFileSync(join(disk, 'filler'), '')
        await until('the lines', () => read(onDisk).attempts.find(keyOfRun(1))?.state.kind === 'ended')
        expect(read(onDisk).attempts).toEqual(journal.attempts)
        journal.close()
      })
    },
  )
})
