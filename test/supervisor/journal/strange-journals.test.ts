import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { AttemptKey, LaunchRequest } from '../../../src-main/supervisor/port.ts'
import { fixture } from '../fixture.ts'
import { KeptTrial } from '../kept.ts'
import { livingProcess } from '../processes.ts'
import { argv, shell } from '../trial.ts'
import { until } from '../until.ts'

const lastPid = '/proc/sys/kernel/ns_last_pid'

describe.runIf(process.platform === 'linux')('what another supervisor process left (Linux)', () => {
  let trial: KeptTrial
  let bystander: ChildProcess | undefined
  beforeEach(() => {
    trial = new KeptTrial()
    mkdirSync(join(trial.folder, 'logs'))
    mkdirSync(trial.runtimeFolder)
  })
  afterEach(async () => {
    bystander?.kill('SIGKILL')
    bystander = undefined
    await trial.close()
  })

  /** Ends the supervisor process of a host with these tasks running, and lets the journal be changed. */
  const leaveJournal = async (
    requests: LaunchRequest[],
    change: (journal: string, pids: number[]) => string,
  ): Promise<number[]> => {
    const host = trial.startHost(requests)
    const started = await Promise.all(requests.map((request) => host.told('started', request)))
    const supervisorPid = await host.supervisorPid()
    await host.kill()
    process.kill(supervisorPid, 'SIGKILL')
    await until('the end of the supervisor process', () => livingProcess(supervisorPid) === undefined)
    const pids = started.map(({ pid }) => pid)
    const file = trial.journalFile()
    writeFileSync(file, change(readFileSync(file, 'utf8'), pids))
    return pids
  }
  const isLive = (pid: number): boolean => livingProcess(pid) !== undefined

  describe('of another version', () => {
    const startOther = async (requests: LaunchRequest[]): Promise<number> => {
      const folder = mkdtempSync(join(trial.runtimeFolder, 'supervisor-'))
      const child = spawn(process.execPath, [fixture('other-version.ts'), folder, JSON.stringify(requests)], {
        detached: true,
        stdio: 'ignore',
      })
      bystander = child
      await until('the tasks', () => trial.living().length >= requests.length)
      return child.pid ?? 0
    }

    it('that lives: its tasks are followed, its record tells how they end, and it ends with the last of them', async () => {
      const request = trial.request(shell('until [ -e go ]; do sleep 0.02; done; exit 6'))
      const other = await startOther([request])
      expect(await trial.beHost()).not.toBe(other)
      trial.supervisor.reattach([request])
      expect(await trial.fate(request)).toMatchObject({ kind: 'followed' })
      expect((await trial.run(argv('true'))).exitStatus).toEqual({ code: 0 })
      expect(isLive(other)).toBe(true)
      writeFileSync(join(trial.folder, 'go'), '')
      expect(await trial.event('exited', request)).toMatchObject({ exitStatus: { code: 6 } })
      await until('the end of the other', () => !isLive(other))
      await until('the end of its folder', () => trial.folders().length === 1)
    })

    it('that lives: its tasks can be terminated, and their status is told', async () => {
      const request = trial.request(shell('sleep 1000 & setsid sleep 1000 & wait'))
      await startOther([request])
      await trial.beHost()
      trial.supervisor.reattach([request])
      await trial.fate(request)
      expect(await trial.supervisor.terminate(request, 5_000)).toEqual({ ok: true })
      expect(await trial.event('exited', request)).toMatchObject({ exitStatus: { signal: 'SIGTERM' } })
      expect(trial.living()).toEqual([])
    })

    it('that is dead: its tasks are followed', async () => {
      const request = trial.request(argv('sleep', '1000'))
      const other = await startOther([request])
      process.kill(other, 'SIGKILL')
      await until('the end of the other', () => !isLive(other))
      await trial.beHost()
      trial.supervisor.reattach([request])
      expect(await trial.fate(request)).toMatchObject({ kind: 'followed' })
      expect(trial.folders()).toHaveLength(1)
    })
  })

  it('before the machine was restarted is not taken up, nor signalled; what had ended stays exact', async () => {
    const [ended, live] = [trial.request(shell('exit 2')), trial.request(argv('sleep', '1000'))]
    const [, pid = 0] = await leaveJournal([ended, live], (text) => text.replace(/"boot":"[^"]+"/, '"boot":"another"'))
    await trial.beHost()
    trial.supervisor.reattach([ended, live])
    expect(await trial.fate(live)).toEqual({ kind: 'unknown', reason: 'the machine was restarted while it ran' })
    expect(await trial.fate(ended)).toMatchObject({ kind: 'ended', exited: { exitStatus: { code: 2 } } })
    expect(await trial.supervisor.kill(live)).toMatchObject({ code: 'unknown-process' })
    expect(isLive(pid)).toBe(true)
  })

  it('of a start that was announced and not recorded is found by its marker', async () => {
    const request = trial.request(shell('sleep 1000 & wait'))
    const [pid] = await leaveJournal([request], (text) => text.replace(/\{"type":"started".*\n/, ''))
    await trial.beHost()
    trial.supervisor.reattach([request])
    expect(await trial.fate(request)).toMatchObject({ kind: 'followed', pid })
  })

  it('of such a start is unknown where no process is left: it is not started again', async () => {
    const request = trial.request(argv('sleep', '1000'))
    await leaveJournal([request], (text, [pid = 0]) => {
      process.kill(pid, 'SIGKILL')
      return text.replace(/\{"type":"started".*\n/, '')
    })
    await until('the end of the task', () => trial.living().length === 0)
    await trial.beHost()
    trial.supervisor.reattach([request])
    expect(await trial.fate(request)).toMatchObject({ kind: 'unknown' })
  })

  it('with a last line that was torn is taken up all the same', async () => {
    const request = trial.request(argv('sleep', '1000'))
    await leaveJournal([request], (text) => `${text}{"type":"exi`)
    await trial.beHost()
    const never = trial.request(argv('true'))
    trial.supervisor.reattach([request, never])
    expect(await trial.fate(request)).toMatchObject({ kind: 'followed' })
    expect(await trial.fate(never)).toEqual({ kind: 'never-started' })
  })

  it.each([
    ['damaged', (text: string) => text.replace('"launching"', '"laun')],
    ['unreadable', () => 'not a journal\n'],
  ])('with a journal that is %s leaves nothing that is unknown to be started again', async (_, change) => {
    const request = trial.request(argv('sleep', '1000'))
    await leaveJournal([request], change)
    await trial.beHost()
    const other = trial.request(argv('true'))
    trial.supervisor.reattach([request, other])
    expect(await trial.fate(request)).toMatchObject({ kind: 'unknown' })
    expect(await trial.fate(other)).toMatchObject({ kind: 'unknown' })
  })

  it('in a folder that is gone as a whole leaves nothing to be started again', async () => {
    const request = trial.request(argv('sleep', '1000'))
    await leaveJournal([request], (text) => text)
    renameSync(trial.runtimeFolder, join(trial.folder, 'elsewhere'))
    await trial.beHost()
    trial.supervisor.reattach([request])
    expect(await trial.fate(request)).toMatchObject({ kind: 'unknown' })
  })

  /** A process of nobody's with this PID; undefined where the system does not let one choose. */
  const takePid = (pid: number): ChildProcess | undefined => {
    for (let tries = 0; tries < 200; tries++) {
      try {
        writeFileSync(lastPid, String(pid - 1))
      } catch {
        return undefined
      }
      const child = spawn('sleep', ['1000'], { stdio: 'ignore', detached: true })
      if (child.pid === pid) return child
      child.kill('SIGKILL')
    }
    return undefined
  }

  it('never mistakes a process that got the PID of one that ended for it, nor signals it', async (context) => {
    const request = trial.request(argv('sleep', '1000'))
    const [pid = 0] = await leaveJournal([request], (text) => text)
    process.kill(pid, 'SIGKILL')
    await until('the PID to be free', () => !existsSync(`/proc/${String(pid)}`))
    bystander = takePid(pid)
    if (!bystander) {
      console.warn('PIDs cannot be chosen here (ns_last_pid): left out.')
      context.skip()
    }
    await trial.beHost()
    trial.supervisor.reattach([request])
    expect(await trial.fate(request)).toMatchObject({ kind: 'ended', pid, exited: { exitStatus: 'unknown' } })
    const orders: ((key: AttemptKey) => Promise<unknown>)[] = [
      (key) => trial.supervisor.terminate(key, 0),
      (key) => trial.supervisor.kill(key),
      (key) => trial.supervisor.suspend(key),
    ]
    for (const order of orders) expect(await order(request)).toMatchObject({ ok: false, code: 'unknown-process' })
    await trial.supervisor.close(0)
    await until('the bystander to sleep on', () => livingProcess(pid)?.state === 'sleeping')
  })

  it('never mistakes it while it follows one either', async (context) => {
    const request = trial.request(argv('sleep', '1000'))
    const [pid = 0] = await leaveJournal([request], (text) => text)
    await trial.beHost()
    trial.supervisor.reattach([request])
    expect(await trial.fate(request)).toMatchObject({ kind: 'followed', pid })
    process.kill(pid, 'SIGKILL')
    await until('the PID to be free', () => !existsSync(`/proc/${String(pid)}`))
    bystander = takePid(pid)
    if (!bystander) {
      console.warn('PIDs cannot be chosen here (ns_last_pid): left out.')
      context.skip()
    }
    await trial.supervisor.kill(request)
    expect(await trial.event('exited', request)).toMatchObject({ exitStatus: 'unknown' })
    await until('the bystander to sleep on', () => livingProcess(pid)?.state === 'sleeping')
  })
})
