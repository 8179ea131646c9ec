import { execFileSync, spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { ExitStatus } from '../../../src-main/contract/run.ts'
import { Connection } from '../../../src-main/supervisor/connection/connection.ts'
import { protocolVersion } from '../../../src-main/supervisor/messages.ts'
import { openSupervisor } from '../../../src-main/supervisor/enduring.ts'
import { readSecret, socketFolderIn } from '../../../src-main/supervisor/connection/socket-folder.ts'
import { fixture } from '../fixture.ts'
import { KeptTrial, isEmpty } from '../kept.ts'
import { livingProcess } from '../processes.ts'
import { argv, baseEnvironment, shell } from '../trial.ts'
import { until } from '../until.ts'

const hasCompiler = existsSync('/usr/bin/gcc')

describe.runIf(process.platform === 'linux')('a host that is killed while its tasks run (Linux)', () => {
  let trial: KeptTrial
  beforeEach(() => {
    trial = new KeptTrial()
    mkdirSync(join(trial.folder, 'logs'))
  })
  afterEach(async () => {
    await trial.close()
  })

  it('leaves them to the next one: the same processes, their logs going on, and their exit statuses exact', async () => {
    const request = trial.request(shell('echo before; until [ -e go ]; do sleep 0.02; done; echo after; exit 3'))
    const host = trial.startHost([request])
    const started = await host.told('started', request)
    await trial.printed(request, 'before')
    await host.kill()
    const supervisorPid = await trial.beHost()
    expect(supervisorPid).toBe(await host.supervisorPid())
    trial.supervisor.reattach([request])
    expect(trial.events).toEqual([])
    const { pid, startTime, at } = started
    expect(await trial.fate(request)).toEqual({ kind: 'running', pid, startTime, at })
    writeFileSync(join(trial.folder, 'go'), '')
    const exited = await trial.event('exited', request)
    expect(exited).toMatchObject({ exitStatus: { code: 3 }, logBytes: 'before\nafter\n'.length })
    expect(exited.runTime).toBeGreaterThanOrEqual(exited.at - at - 50)
    expect(readFileSync(request.logFile, 'utf8')).toBe('before\nafter\n')
  })

  it('leaves the exit statuses of what ended meanwhile', async () => {
    const ends: [string, ExitStatus][] = [
      ['exit 0', { code: 0 }],
      ['exit 3', { code: 3 }],
      ['exit 137', { code: 137 }],
      ['kill -KILL $$', { signal: 'SIGKILL' }],
    ]
    if (hasCompiler) {
      execFileSync('gcc', ['-o', join(trial.folder, 'segfault'), fixture('segfault.c')])
      ends.push(['exec ./segfault', { signal: 'SIGSEGV' }])
    }
    const requests = ends.map(([line]) =>
      trial.request(shell(`until [ -e go ]; do sleep 0.02; done; echo out; ${line}`)),
    )
    const host = trial.startHost(requests)
    const started = await Promise.all(requests.map((request) => host.told('started', request)))
    await host.kill()
    writeFileSync(join(trial.folder, 'go'), '')
    await until('the end of the tasks', () => started.every(({ pid }) => livingProcess(pid) === undefined))
    await trial.beHost()
    trial.supervisor.reattach(requests)
    expect(await Promise.all(requests.map((request) => trial.fate(request)))).toMatchObject(
      ends.map(([, exitStatus], index) => ({
        kind: 'ended',
        pid: started[index]?.pid,
        at: started[index]?.at,
        exited: { exitStatus, logBytes: 4, isLogDiskFull: false, hasReachedLogLimit: false },
      })),
    )
    expect(trial.events).toHaveLength(ends.length)
  })

  it('says what never started, and why something could not start', async () => {
    const missing = trial.request(argv('no-such-program'))
    const host = trial.startHost([missing, trial.request(argv('sleep', '1000'))])
    await host.told('started', { runId: trial.lastRun, attempt: 1 })
    await host.kill()
    const never = trial.request(argv('true'))
    await trial.beHost()
    trial.supervisor.reattach([missing, never])
    expect(await trial.fate(missing)).toMatchObject({ kind: 'start-failed', error: { code: 'ENOENT' } })
    expect(await trial.fate(never)).toEqual({ kind: 'never-started' })
  })

  it('can have ended attempts forgotten by the next one, which no later one hears of', async () => {
    const request = trial.request(argv('true'))
    const host = trial.startHost([request, trial.request(argv('sleep', '1000'))])
    await host.told('exited', request)
    await host.kill()
    await trial.beHost()
    trial.supervisor.reattach([request])
    expect(await trial.fate(request)).toMatchObject({ kind: 'ended' })
    trial.supervisor.launch(trial.request(argv('true'), request))
    expect(await trial.event('start-failed', request)).toMatchObject({ error: { code: 'EEXIST' } })
    trial.supervisor.settle([request])
    await trial.supervisor.leave()
    trial.events.length = 0
    await trial.beHost()
    trial.supervisor.reattach([request])
    expect(await trial.fate(request)).toEqual({ kind: 'never-started' })
  })

  it('leaves a tree that the next one can suspend, resume, sample and terminate', async () => {
    const request = trial.request(shell('sleep 1000 & setsid sleep 1000 & wait'))
    const host = trial.startHost([request])
    await until('the tree', () => trial.living().length === 3)
    await host.kill()
    await trial.beHost()
    trial.supervisor.reattach([request])
    trial.supervisor.sampleEvery(100)
    await trial.sampled(request, ({ length }) => length === 3)
    expect(await trial.supervisor.suspend(request)).toEqual({ ok: true })
    expect(await trial.supervisor.resume(request)).toEqual({ ok: true })
    expect(await trial.supervisor.terminate(request, 5_000)).toEqual({ ok: true })
    expect(trial.living()).toEqual([])
    expect(await trial.event('exited', request)).toMatchObject({ exitStatus: { signal: 'SIGTERM' } })
  })

  it('does not keep the next one out by a connection that is still open', async () => {
    const host = trial.startHost([trial.request(argv('sleep', '1000'))])
    const supervisorPid = await host.supervisorPid()
    await host.told('started', { runId: trial.lastRun, attempt: 1 })
    await host.kill()
    const place = socketFolderIn(trial.folders()[0] ?? '')
    const welcome = Promise.withResolvers()
    const ended = Promise.withResolvers<undefined>()
    const connection = new Connection(connect(place.address), welcome.resolve, () => {
      ended.resolve(undefined)
    })
    const { pid } = spawnSync('true')
    connection.send({
      type: 'hello',
      version: protocolVersion,
      secret: readSecret(place),
      host: { pid, startTime: 1 },
      environment: {},
      onHostLost: { kind: 'keep' },
    })
    expect(await welcome.promise).toMatchObject({ type: 'welcome' })
    expect(await trial.beHost()).toBe(supervisorPid)
    await ended.promise
  })
})

describe.runIf(process.platform === 'linux')('a supervisor process that keeps its tasks (Linux)', () => {
  let trial: KeptTrial
  beforeEach(() => {
    trial = new KeptTrial()
  })
  afterEach(async () => {
    await trial.close()
  })

  it('goes on after a host that leaves, and tells it nothing more', async () => {
    const supervisorPid = await trial.beHost()
    const key = trial.launch(shell('until [ -e go ]; do sleep 0.02; done; exit 5'))
    const started = await trial.event('started', key)
    await trial.supervisor.leave()
    writeFileSync(join(trial.folder, 'go'), '')
    await until('the end of the task', () => livingProcess(started.pid) === undefined)
    expect(trial.events).toEqual([started])
    expect(await trial.beHost()).toBe(supervisorPid)
    trial.supervisor.reattach([key])
    expect(await trial.fate(key)).toMatchObject({ kind: 'ended', exited: { exitStatus: { code: 5 } } })
  })

  it('tells a host nothing of an attempt that it did not take up yet', async () => {
    await trial.beHost()
    const { runId, attempt } = trial.launch(shell('until [ -e go ]; do sleep 0.02; done; exit 5'))
    const { pid } = await trial.event('started', { runId, attempt })
    await trial.supervisor.leave()
    trial.events.length = 0
    await trial.beHost()
    writeFileSync(join(trial.folder, 'go'), '')
    await until('the end of the task', () => livingProcess(pid) === undefined)
    const { runId: later } = await trial.run(argv('true'))
    expect(trial.events.every((event) => 'runId' in event && event.runId === later)).toBe(true)
    trial.supervisor.reattach([{ runId, attempt }])
    expect(await trial.fate({ runId, attempt })).toMatchObject({ kind: 'ended', exited: { exitStatus: { code: 5 } } })
  })

  it('takes no second host while the first one lives', async () => {
    const host = trial.startHost([])
    await host.supervisorPid()
    await expect(openSupervisor(trial.options)).rejects.toThrow('serves another host already')
  })

  it('starts later tasks in the environment of the later host', async () => {
    await trial.startHost([trial.request(argv('sleep', '1000'))]).supervisorPid()
    await trial.closeHosts()
    await trial.beHost({ environment: { ...baseEnvironment, FROM_BASE: 'later' } })
    expect((await trial.run(shell('echo $FROM_BASE'))).output).toBe('later\n')
  })

  it('ends by itself some seconds after its host, once nothing is left to keep; its folder and its socket are gone', async () => {
    const supervisorPid = await trial.beHost()
    const key = trial.launch(argv('true'))
    await trial.event('exited', key)
    trial.supervisor.settle([key])
    await trial.supervisor.leave()
    expect(livingProcess(supervisorPid)).toBeDefined()
    await until('the end of the supervisor process', () => livingProcess(supervisorPid) === undefined)
    expect(isEmpty(trial.runtimeFolder)).toBe(true)
  })

  it('keeps its folder at its end where something in it was not settled, for the next one', async () => {
    await trial.beHost()
    const { runId, attempt } = await trial.run(shell('exit 4'))
    await trial.supervisor.close(0)
    expect(trial.folders()).toHaveLength(1)
    await trial.beHost()
    trial.supervisor.reattach([{ runId, attempt }])
    expect(await trial.fate({ runId, attempt })).toMatchObject({ kind: 'ended', exited: { exitStatus: { code: 4 } } })
    expect(trial.folders()).toHaveLength(1)
    trial.supervisor.settle([{ runId, attempt }])
    await trial.supervisor.close(0)
    expect(trial.folders()).toEqual([])
  })

  it('meets where the path is too long for a socket, and leaves nothing there either', async () => {
    const strays = (): string[] => readdirSync(tmpdir()).filter((name) => /^forkyard-[^-]{6}$/.test(name))
    const before = strays()
    const runtimeFolder = join(trial.folder, 'x'.repeat(120), 'run')
    await trial.beHost({ runtimeFolder })
    expect((await trial.run(argv('true'))).exitStatus).toEqual({ code: 0 })
    expect(strays()).toHaveLength(before.length + 1)
    trial.supervisor.settle([{ runId: trial.lastRun, attempt: 1 }])
    await trial.supervisor.close(0)
    expect(strays()).toEqual(before)
    expect(isEmpty(runtimeFolder)).toBe(true)
  })
})
