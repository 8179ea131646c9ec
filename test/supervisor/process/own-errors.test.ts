import { chmodSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { type Socket, connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, onTestFinished } from 'vitest'
import { EventQueue } from '../../../src-main/supervisor/event-queue.ts'
import { Exits } from '../../../src-main/supervisor/attempts/exits.ts'
import { Journal } from '../../../src-main/supervisor/journal/journal.ts'
import { journalVersion } from '../../../src-main/supervisor/journal/lines.ts'
import { AttemptRegistry } from '../../../src-main/supervisor/process/registry.ts'
import { protocolVersion } from '../../../src-main/supervisor/messages.ts'
import { currentPlatform } from '../../../src-main/supervisor/platform/current.ts'
import type { SupervisorEvent } from '../../../src-main/supervisor/port.ts'
import { socketFolderIn } from '../../../src-main/supervisor/connection/socket-folder.ts'
import { byFork } from '../../../src-main/supervisor/launching/starting/by-fork.ts'
import { newAttempt } from '../../../src-main/supervisor/attempts/attempt.ts'
import { catchRaised } from '../../raised.ts'
import { fixture } from '../fixture.ts'
import { KeptTrial } from '../kept.ts'
import { livingProcess } from '../processes.ts'
import { shell } from '../trial.ts'
import { until } from '../until.ts'

const key = { runId: 1, attempt: 1 } as never

/** A program that starts Node in the place of this one. */
function wrapper(folder: string, before: string, options = ''): string {
  const file = join(folder, 'node')
  writeFileSync(file, `#!/bin/sh\n${before}\nexec ${process.execPath} ${options} "$@"\n`)
  chmodSync(file, 0o755)
  return file
}

describe.runIf(process.platform === 'linux')('a supervisor process (Linux)', () => {
  let trial: KeptTrial
  beforeEach(() => {
    trial = new KeptTrial()
  })
  afterEach(async () => {
    await trial.close()
  })

  it('goes on after errors that nobody handled, writes them down, and tells its host', async () => {
    const raised = catchRaised()
    const execPath = wrapper(trial.folder, '', `--import ${fixture('slip-on-signal.mjs')}`)
    const supervisorPid = await trial.beHost({ execPath })
    const run = trial.launch(shell('until [ -e go ]; do sleep 0.02; done; exit 7'))
    await trial.event('started', run)
    process.kill(supervisorPid, 'SIGUSR2')
    await until('both errors', () => (raised.length === 2 ? true : undefined))
    expect(raised.map(String).sort()).toEqual([
      'SupervisorMistake: in the process that runs tasks: a slip in a promise',
      'SupervisorMistake: in the process that runs tasks: a slip in a timer',
    ])
    const log = readFileSync(join(trial.folders()[0] ?? '', 'errors.log'), 'utf8')
    expect(log).toMatch(/unhandled rejection\nError: a slip in a promise\n {4}at /)
    writeFileSync(join(trial.folder, 'go'), '')
    expect(await trial.event('exited', run)).toMatchObject({ exitStatus: { code: 7 } })
    expect(livingProcess(supervisorPid)).toBeDefined()
  })

  it('outlives connections that it has no descriptors for, and tells every exit status', async () => {
    catchRaised()
    const supervisorPid = await trial.beHost({ execPath: wrapper(trial.folder, 'ulimit -n 48') })
    trial.supervisor.sampleEvery(100)
    const run = trial.launch(shell('until [ -e go ]; do sleep 0.02; done; exit 7'))
    await trial.event('started', run)
    const { address } = socketFolderIn(trial.folders()[0] ?? '')
    const sockets: Socket[] = []
    for (let count = 0; count < 80; count++) sockets.push(connect(address).on('error', () => undefined))
    await until('the last free descriptor', () => readdirSync(`/proc/${String(supervisorPid)}/fd`).length >= 46)
    writeFileSync(join(trial.folder, 'go'), '')
    expect(await trial.event('exited', run)).toMatchObject({ exitStatus: { code: 7 } })
    for (const socket of sockets) socket.destroy()
    expect(livingProcess(supervisorPid)).toBeDefined()
    for (let isRefused = true; isRefused;) {
      const again = trial.launch(shell('exit 3'))
      const end = await until('its end or its refusal', () =>
        trial.events.find(
          (event) => 'runId' in event && event.runId === again.runId && ['exited', 'start-failed'].includes(event.type),
        ),
      )
      isRefused = end.type === 'start-failed' && end.error.isTransient
      if (!isRefused) expect(end).toMatchObject({ type: 'exited', exitStatus: { code: 3 } })
    }
  })
})

describe('taking over from an earlier supervisor process', () => {
  /** A registry over the journal of another supervisor process, which has one ended attempt. */
  function registry(living: () => Promise<never>) {
    const folder = mkdtempSync(join(tmpdir(), 'forkyard-registry-'))
    onTestFinished(() => {
      rmSync(folder, { recursive: true })
    })
    const platform = currentPlatform()
    const header = {
      type: 'header' as const,
      journal: journalVersion,
      protocol: protocolVersion,
      instance: 'x',
      boot: platform.bootId(),
      pid: process.pid,
      startTime: platform.startTimeOf(process.pid) + 1,
      at: 0,
    }
    const other = join(folder, 'supervisor-other')
    mkdirSync(other)
    new Journal(socketFolderIn(other).journalFile, header).close()
    const own = new Journal(join(folder, 'journal'), header)
    onTestFinished(() => own.close())
    let failures = 3
    const failing = Object.assign(Object.create(platform) as typeof platform, {
      living: (processes: Parameters<typeof platform.living>[0]) =>
        failures-- > 0 ? living() : platform.living(processes),
      bootId: () => platform.bootId(),
    })
    return { other, registry: new AttemptRegistry(own, 'y', failing, byFork) }
  }

  it('waits for a free descriptor instead of giving up', async () => {
    const { other, registry: one } = registry(() =>
      Promise.reject(Object.assign(new Error('EMFILE: too many open files'), { code: 'EMFILE' })),
    )
    await one.adopt(other)
    expect(one.hasUnsettled).toBe(false)
  })
})

describe('one error', () => {
  const event = (runId: number): SupervisorEvent => ({
    type: 'log-cut',
    runId: runId as never,
    attempt: 1,
    keptFrom: 0,
  })

  it('of a listener keeps no other event from being told', async () => {
    const raised = catchRaised()
    const queue = new EventQueue()
    const told: SupervisorEvent[] = []
    queue.subscribe((value) => {
      if ('runId' in value && value.runId === (1 as never)) throw new Error('a slip')
      told.push(value)
    })
    queue.push(event(1))
    queue.push(event(2))
    await until('the other', () => (told.length === 1 ? true : undefined))
    expect(raised.map(String)).toEqual(['Error: a slip'])
  })

  it('in finishing its log keeps no exit status from being told', async () => {
    const raised = catchRaised()
    const told: unknown[] = []
    const exits = new Exits({
      checkDisk: () => undefined,
      finishLog: () => Promise.reject(new Error('a slip')),
      tell: (_attempt, exit) => told.push(exit.exitStatus),
    })
    const leader = { pid: 1, startTime: 1 }
    const begun = { key, child: undefined, leader, marker: '', startedAt: 0, logFile: '/none', logLimit: undefined }
    exits.take(newAttempt(begun), { code: 7 })
    await exits.whenTold()
    expect([told, raised.map(String)]).toEqual([[{ code: 7 }], ['Error: a slip']])
  })
})
