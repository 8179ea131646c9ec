import { readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { describe, expect, it, onTestFinished } from 'vitest'
import type { EndedRun, RunId } from '../../src-main/contract/run.ts'
import { openSupervisor } from '../../src-main/supervisor/enduring.ts'
import { installation } from '../machine/programs.ts'
import { type Rig, makeRig, until } from './rig.ts'

const shell = (line: string) => ({ command: { kind: 'shell' as const, line } })

/** The end of one engine and the start of the next over the same folder. */
async function again(rig: Rig, options: Parameters<typeof makeRig>[0] = {}): Promise<Rig> {
  await rig.close()
  return makeRig({ ...options, folder: rig.folder })
}

async function page(rig: Rig, query: Partial<Parameters<typeof rig.get<'listHistory'>>[1]> = {}): Promise<EndedRun[]> {
  return (await rig.get('listHistory', { count: 100, ...query })).runs
}

describe('what outlives the engine', () => {
  it('is the queue, in its order, with everything of each task', async () => {
    const first = await makeRig()
    await first.get('pausePool', {})
    const task = {
      command: { kind: 'argv' as const, argv: ['printf', 'two\nlines “quoted” \u0007', ''] },
      name: 'odd “name” 🙂',
      folder: first.folder,
      environment: { A: 'x\ny', EMPTY: '' },
      colours: true,
      unbuffered: false,
    }
    const { runIds: odd } = await first.get('submit', { tasks: [task] })
    const { runIds: three } = await first.get('submit', { tasks: [{ ...shell('true'), name: 'three' }], times: 3 })
    await first.get('moveToFront', { runIds: [three[2]!] })
    await first.get('cancel', { runIds: [three[0]!] })

    const second = await again(first)
    const { runs } = await second.get('listQueue', { offset: 0, count: 10 })
    expect(runs.map(({ runId, name }) => [runId, name])).toEqual([
      [three[2], 'three-3'],
      [odd[0], 'odd “name” 🙂'],
      [three[1], 'three-2'],
    ])
    expect((await second.get('describeRun', { runId: odd[0]! })).task).toEqual(task)
    expect((await second.snapshot()).pool).toMatchObject({ isPaused: true, depth: 3, ended: { cancelled: 1 } })
    const { runIds: later } = await second.get('submit', { tasks: [shell('true')] })
    expect(later[0]).toBeGreaterThan(three[2]!)
  })

  it('is a long queue too: each run with its own task, those of one submission with theirs in common', async () => {
    const first = await makeRig()
    await first.get('pausePool', {})
    const lines = Array.from({ length: 200 }, (_, index) => `echo ${index}`)
    await first.get('submit', { tasks: [shell('many')], times: 4_500 })
    await first.get('submit', { tasks: lines.map(shell) })
    const { runIds: last } = await first.get('submit', { tasks: [shell('many, again')], times: 4_500 })
    await first.get('moveToFront', { runIds: last.slice(-1) })

    const second = await again(first)
    const commands: string[] = []
    for (let offset = 0; ; offset += 500) {
      const { runs } = await second.get('listQueue', { offset, count: 500 })
      if (runs.length === 0) break
      commands.push(...runs.map(({ command }) => command))
    }
    expect(commands).toEqual([
      'many, again',
      ...Array<string>(4_500).fill('many'),
      ...lines,
      ...Array<string>(4_499).fill('many, again'),
    ])
  })

  it('is the history: outcomes, times, output and counts, and it can be searched and paged', async () => {
    const first = await makeRig()
    const runIds = await first.submit('echo needle-in-output; exit 3', 'echo other', 'kill -SEGV $$', 'no-such-thing')
    const before = await first.ended(...runIds)
    await first.get('waitForRuns', { runIds, wait: 10_000 })

    const second = await again(first)
    const { ended, pool } = await second.snapshot()
    expect(runIds.map((runId) => ended.find((run) => run.runId === runId))).toEqual(before)
    expect(pool.ended).toMatchObject({ succeeded: 1, failed: 3 })
    const output = await second.get('readOutput', { runId: runIds[0]!, from: 0, count: 100 })
    expect(Buffer.from(output.bytes, 'base64').toString()).toBe('needle-in-output\n')

    await until(async () => (await page(second, { text: 'needle output' })).length === 1)
    expect((await page(second, { text: 'needle' })).map(({ runId }) => runId)).toEqual([runIds[0]])
    expect(await page(second, { text: 'needle', outcomes: ['succeeded'] })).toEqual([])
    expect(await page(second, { text: '"' })).toEqual([])
    expect((await page(second, { outcomes: ['failed'] })).map(({ outcome }) => outcome.kind)).toEqual([
      'failed',
      'failed',
      'failed',
    ])
    const { runs, next, total } = await second.get('listHistory', { count: 3 })
    expect([runs.length, total]).toEqual([3, 4])
    expect(await page(second, { before: next! })).toHaveLength(1)
  })

  it('is the pool’s size and every setting', async () => {
    const first = await makeRig({ size: 2 })
    await first.get('setPoolSize', { size: 7 })
    await first.get('changeSettings', { keptRuns: 12, onQuit: 'wait' })
    const second = await again(first)
    const { pool, settings } = await second.snapshot()
    expect([pool.size, settings.keptRuns, settings.onQuit, settings.keptDays]).toEqual([7, 12, 'wait', 90])
  })

  it('is not what was cleared, whichever engine does it', async () => {
    const first = await makeRig()
    const runIds = await first.submit('true', 'true', 'false')
    await first.ended(...runIds)
    await first.get('clearEnded', { runIds: [runIds[0]!] })
    const second = await again(first)
    expect((await page(second)).map(({ runId }) => runId).sort()).toEqual(runIds.slice(1))
    expect((await second.snapshot()).pool.ended).toMatchObject({ succeeded: 1, failed: 1 })
    await second.get('clearEnded', {})
    const third = await again(second)
    expect(await page(third)).toEqual([])
    expect((await third.snapshot()).pool.ended).toMatchObject({ succeeded: 0, failed: 0 })
    await until(() => readdirSync(join(third.folder, 'logs')).length === 0)
  })
})

describe('retention', () => {
  it('keeps the newest runs, removes the others with their logs, and tells clients', async () => {
    const rig = await makeRig()
    const runIds = await rig.submit(...Array.from({ length: 6 }, (_, index) => `echo ${String(index)}`))
    const ended = await rig.ended(...runIds)
    const newest = ended.toSorted((one, other) => other.sequence - one.sequence).slice(0, 2)
    await rig.get('changeSettings', { keptRuns: 2 })
    await until(async () => (await page(rig)).length === 2)
    expect((await page(rig)).map(({ runId }) => runId)).toEqual(newest.map(({ runId }) => runId))
    const { pool, ended: mirrored } = await rig.snapshot()
    expect([pool.ended.succeeded, mirrored.length]).toEqual([2, 2])
    expect(readdirSync(join(rig.folder, 'logs', '0')).sort()).toEqual(
      newest.map(({ runId }) => `${String(runId)}-1.log`).sort(),
    )
  })

  it('keeps all logs within their budget, oldest first, and says of which run the log is gone', async () => {
    const rig = await makeRig({ size: 1 })
    const runIds = await rig.submit('head -c 60000 /dev/zero', 'head -c 60000 /dev/zero', 'echo short')
    await rig.ended(...runIds)
    await rig.get('changeSettings', { keptLogBytes: 100_000 })
    await until(async () => {
      const oldest = (await page(rig)).find(({ runId }) => runId === runIds[0])
      return oldest?.notes.some(({ kind }) => kind === 'log-removed') ?? false
    })
    const [first, second] = await Promise.all(
      runIds.slice(0, 2).map((runId) => rig.get('readOutput', { runId, from: 0, count: 10 })),
    )
    expect([first?.size, second?.size]).toEqual([0, 60_000])
    expect((await page(rig)).filter(({ notes }) => notes.length > 0)).toHaveLength(1)
    // To clients it has changed, and has not ended again.
    await until(() => rig.deltas.some(({ changed }) => changed?.some(({ runId }) => runId === runIds[0])))
    expect(rig.deltas.flatMap(({ ended = [] }) => ended).filter(({ runId }) => runId === runIds[0])).toHaveLength(1)
  })
})

describe('secrets', () => {
  const canary = 'canary-7c1f-Zwitschern'

  it('are nowhere in the data folder or in an answer, and reach the command, also after a restart', async () => {
    const first = await makeRig()
    await first.get('pausePool', {})
    const task = {
      ...shell('printf "%s" "$TOKEN" | wc -c'),
      environment: { TOKEN: canary, PLAIN: 'visible' },
      secrets: ['TOKEN'],
    }
    const { runIds } = await first.get('submit', { tasks: [task] })
    const [runId] = runIds as [RunId]
    const second = await again(first)
    const described = await second.get('describeRun', { runId })
    expect(described.task).toMatchObject({ environment: { TOKEN: '', PLAIN: 'visible' }, secrets: ['TOKEN'] })
    await second.get('resumePool', {})
    await second.ended(runId)
    const output = await second.get('readOutput', { runId, from: 0, count: 100 })
    expect(Buffer.from(output.bytes, 'base64').toString().trim()).toBe(String(canary.length))
    const { runIds: repeated } = await second.get('runAgain', { runIds: [runId] })
    await second.ended(...repeated)
    const told = JSON.stringify([second.deltas, await second.snapshot(), await page(second), described])
    expect(told).not.toContain(canary)
    expect(filesWith(second.folder, canary)).toEqual([])
    expect(statSync(join(second.folder, 'secret.key')).mode & 0o777).toBe(0o600)
  })

  it('whose key is gone keep their run from starting, and say why', async () => {
    const first = await makeRig()
    await first.get('pausePool', {})
    const { runIds } = await first.get('submit', {
      tasks: [{ ...shell('true'), environment: { TOKEN: canary }, secrets: ['TOKEN'] }],
    })
    await first.close()
    rmSync(join(first.folder, 'secret.key'))
    const second = await makeRig({ folder: first.folder })
    await second.get('resumePool', {})
    const [run] = await second.ended(runIds[0]!)
    expect(run?.outcome).toMatchObject({ kind: 'could-not-start', error: { code: 'secrets-unreadable' } })
  })
})

describe.runIf(process.platform === 'linux')('commands that run while no engine does', () => {
  const supervisorIn = (folder: string) =>
    openSupervisor({
      entry: installation.supervisorEntry,
      environment: { PATH: process.env.PATH ?? '/usr/bin:/bin', TRIAL: folder },
      runtimeFolder: join(folder, 'run'),
      onHostLost: { kind: 'keep' },
    })

  async function pair(): Promise<{ first: Rig; next: (bootId?: string) => Promise<Rig> }> {
    const folder = await mkdtemp(join(tmpdir(), 'forkyard-engine-'))
    onTestFinished(() => {
      endAll(folder)
    })
    const first = await makeRig({ size: 4, folder, supervisor: supervisorIn(folder) })
    return {
      first,
      next: (bootId = 'this boot') => makeRig({ size: 4, folder, bootId, supervisor: supervisorIn(folder) }),
    }
  }

  it('are the same runs afterwards: same PID, log continued, exit status right, ended meanwhile or later', async () => {
    const { first, next } = await pair()
    const [short, long, failing] = (await first.submit(
      `until [ -e ${first.folder}/go ]; do sleep 0.05; done; exit 5`,
      `echo before; until [ -e ${first.folder}/end ]; do sleep 0.05; done; echo after; exit 6`,
      'sleep 1000',
    )) as [RunId, RunId, RunId]
    const queued = await first.submit(...Array.from({ length: 3 }, () => 'sleep 1000'))
    await areRunning(first, 4)
    const { live } = await first.snapshot()
    await first.close('keep')
    writeFileSync(join(first.folder, 'go'), '')
    await until(() => !isAlive(pidIn(live, short)))

    const second = await next()
    const [ended] = await second.ended(short)
    expect(ended).toMatchObject({ outcome: { kind: 'failed', exitStatus: { code: 5 } }, pid: pidIn(live, short) })
    await until(async () => (await second.snapshot()).recovery !== undefined)
    const now = await second.snapshot()
    expect(now.recovery).toMatchObject({ running: 3, ended: 1, requeued: 0, lost: [], isPaused: false })
    expect(pidIn(now.live, long)).toBe(pidIn(live, long))
    writeFileSync(join(first.folder, 'end'), '')
    const [later] = await second.ended(long)
    expect(later?.outcome).toMatchObject({ kind: 'failed', exitStatus: { code: 6 } })
    const output = await second.get('readOutput', { runId: long, from: 0, count: 100 })
    expect(Buffer.from(output.bytes, 'base64').toString()).toBe('before\nafter\n')
    await second.get('kill', { targets: [{ runId: failing }, ...queued.map((runId) => ({ runId }))] })
    expect(later?.waitTime).toBeGreaterThanOrEqual(0)
    await second.get('dismissRecovery', {})
    expect((await second.snapshot()).recovery).toBeUndefined()
  })

  it('are lost where the machine was restarted: not run again, the queue paused, and one request away from it', async () => {
    const { first, next } = await pair()
    await first.get('setPoolSize', { size: 2 })
    const runIds = await first.submit('sleep 1000', 'sleep 1000')
    const waiting = await first.submit('true', 'true')
    await areRunning(first, 2)
    await first.close('keep')
    const second = await next('another boot')
    const lost = await second.ended(...runIds)
    expect(lost.map(({ outcome }) => outcome)).toMatchObject([
      { kind: 'lost', code: 'machine-restarted' },
      { kind: 'lost', code: 'machine-restarted' },
    ])
    const { recovery, pool } = await second.snapshot()
    expect([recovery?.lost, recovery?.isPaused, pool.isPaused]).toEqual([runIds, true, true])
    const { runIds: requeued } = await second.get('runAgain', { runIds })
    expect((await second.get('listQueue', { offset: 0, count: 10 })).runs.map(({ runId }) => runId)).toEqual([
      ...waiting,
      ...requeued,
    ])
    await second.close()
    const third = await next('another boot')
    expect((await third.snapshot()).pool).toMatchObject({ isPaused: true, depth: 4 })
  })
})

describe('the database', () => {
  it('is durable at each commit and private', async () => {
    const rig = await makeRig()
    await rig.ended(...(await rig.submit('true')))
    const file = join(rig.folder, 'forkyard.sqlite')
    const database = new DatabaseSync(file, { readOnly: true })
    expect(database.prepare('PRAGMA journal_mode').get()).toMatchObject({ journal_mode: 'wal' })
    expect(database.prepare('PRAGMA quick_check').get()).toMatchObject({ quick_check: 'ok' })
    database.close()
    expect(statSync(file).mode & 0o077).toBe(0)
  })
})

async function areRunning(rig: Rig, count: number): Promise<void> {
  await until(async () => {
    const { live } = await rig.snapshot()
    return live.length === count && live.every(({ state }) => state === 'running')
  })
}

function isAlive(pid = 0): boolean {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}

function pidIn(live: { runId: RunId; pid?: number }[], runId: RunId): number | undefined {
  return live.find((run) => run.runId === runId)?.pid
}

/** Files below the folder whose bytes contain the text. */
function filesWith(folder: string, text: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((file) => readFileSync(file).includes(text))
}

/** Ends what an attempt that counts as lost has left in the folder: nobody else will. */
function endAll(folder: string): void {
  for (const name of readdirSync('/proc').filter((entry) => /^\d+$/.test(entry))) {
    try {
      if (readFileSync(`/proc/${name}/environ`, 'utf8').includes(`TRIAL=${folder}`))
        process.kill(Number(name), 'SIGKILL')
    } catch {
      // Another user's, or gone.
    }
  }
}
