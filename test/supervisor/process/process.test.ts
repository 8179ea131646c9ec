import { execFileSync, spawn } from 'node:child_process'
import { existsSync, readdirSync, statSync } from 'node:fs'
import { connect } from 'node:net'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { Connection } from '../../../src-main/supervisor/connection/connection.ts'
import { type SupervisorMessage, protocolVersion } from '../../../src-main/supervisor/messages.ts'
import { startSupervisor } from '../../../src-main/supervisor/connection/remote.ts'
import type { RemoteSupervisor } from '../../../src-main/supervisor/connection/remote-supervisor.ts'
import { readSecret, socketFolderIn } from '../../../src-main/supervisor/connection/socket-folder.ts'
import { fixture, supervisorEntry } from '../fixture.ts'
import { livingProcess } from '../processes.ts'
import { Trial, argv, baseEnvironment, shell } from '../trial.ts'
import { until } from '../until.ts'

const hostIdentity = (pid: number) => ({ pid, startTime: livingProcess(pid)?.startTime ?? 0 })

describe.runIf(process.platform === 'linux')('the supervisor process (Linux)', () => {
  let trial: Trial
  let remote: RemoteSupervisor
  let pid: number
  beforeEach(async () => {
    trial = new Trial()
    await trial.open(async ({ folder }) => {
      remote = await startSupervisor({
        entry: supervisorEntry,
        environment: baseEnvironment,
        runtimeFolder: join(folder, 'run'),
      })
      return remote
    })
    pid = remote.pid ?? 0
  })
  afterEach(async () => {
    await trial.close()
  })
  const isFolderEmpty = (): boolean => readdirSync(join(trial.folder, 'run')).length === 0
  const meetingFolder = (): string => join(trial.folder, 'run', readdirSync(join(trial.folder, 'run'))[0] ?? '')

  it('lives in a session of its own, in a folder that only this user may enter', () => {
    expect(livingProcess(pid)).toMatchObject({ session: pid, group: pid })
    expect(statSync(meetingFolder()).mode & 0o777).toBe(0o700)
    expect(statSync(join(meetingFolder(), 'secret')).mode & 0o777).toBe(0o600)
  })

  it.each(['SIGTERM', 'SIGINT', 'SIGHUP'] as const)('goes on after %s', async (signal) => {
    process.kill(pid, signal)
    expect((await trial.run(argv('true'))).exitStatus).toEqual({ code: 0 })
    expect(livingProcess(pid)).toBeDefined()
  })

  it('is gone, with its folder, when it is closed', async () => {
    await trial.supervisor.close(0)
    expect(livingProcess(pid)).toBeUndefined()
    expect(isFolderEmpty()).toBe(true)
  })

  it('is reported as lost when it dies, and every call is answered', async () => {
    const key = trial.launch(shell('trap "" TERM; echo ready; while :; do sleep 0.1; done'))
    await trial.printed(key, 'ready')
    const terminated = trial.supervisor.terminate(key, 60_000)
    process.kill(pid, 'SIGKILL')
    await until('the loss', () => trial.events.some(({ type }) => type === 'lost'))
    expect(trial.events.at(-1)).toEqual({
      type: 'lost',
      reason: 'The process that starts tasks is gone: it was ended by SIGKILL.',
    })
    const notAvailable = { ok: false, code: 'not-available', survivors: [] }
    expect(await terminated).toEqual(notAvailable)
    expect(await trial.supervisor.kill(key)).toEqual(notAvailable)
    await trial.supervisor.close(0)
  })

  it('refuses arguments that are longer than a message may be', async () => {
    const key = trial.launch(argv('true', ...Array.from({ length: 140 }, () => 'x'.repeat(130_000))))
    expect((await trial.event('start-failed', key)).error.code).toBe('E2BIG')
    expect((await trial.run(argv('true'))).exitStatus).toEqual({ code: 0 })
  })

  describe('answering a greeting', () => {
    const greet = async (change: object): Promise<SupervisorMessage | undefined> => {
      const place = socketFolderIn(meetingFolder())
      const hello = {
        type: 'hello' as const,
        version: protocolVersion,
        secret: readSecret(place),
        host: hostIdentity(process.ppid),
        environment: {},
        onHostLost: { kind: 'keep' as const },
        ...change,
      }
      return new Promise((resolve) => {
        let answer: SupervisorMessage | undefined
        const connection = new Connection(
          connect(place.address),
          (message) => (answer = message as SupervisorMessage),
          () => {
            resolve(answer)
          },
        )
        connection.send(hello)
      })
    }

    it.each([
      ['an unknown version', { version: 999 }, 'wrong-version'],
      ['a wrong secret', { secret: 'x'.repeat(64) }, 'wrong-secret'],
      ['a second host', {}, 'has-a-host'],
      ['something else', { type: 'launch' }, 'not-a-hello'],
    ])('refuses %s and says so', async (_, change, reason) => {
      expect(await greet(change)).toEqual({ type: 'refused', reason, version: protocolVersion })
      expect((await trial.run(argv('true'))).exitStatus).toEqual({ code: 0 })
    })

    it('drops a connection that sends garbage', async () => {
      const socket = connect(socketFolderIn(meetingFolder()).address)
      socket.write('GET / HTTP/1.1\r\n\r\n')
      await new Promise((resolve) => socket.once('close', resolve))
      expect((await trial.run(argv('true'))).exitStatus).toEqual({ code: 0 })
    })
  })

  describe('out of descriptors', () => {
    const setLimit = (limit: number): void => {
      execFileSync('prlimit', ['--pid', String(pid), `--nofile=${String(limit)}:`])
    }
    /** Leaves so many descriptors free, whatever is open above the limit. */
    const leaveFree = (free: number): void => {
      const taken = new Set(readdirSync(`/proc/${String(pid)}/fd`).map(Number))
      let limit = 0
      for (let left = free; left >= 0; limit++) if (!taken.has(limit)) left--
      setLimit(limit - 1)
    }

    it('needs one for a start, and says so as something that passes where there is none', async () => {
      await trial.run(argv('true'))
      leaveFree(1)
      expect((await trial.run(argv('true'))).exitStatus).toEqual({ code: 0 })
      leaveFree(0)
      const key = trial.launch(argv('true'))
      expect((await trial.event('start-failed', key)).error).toMatchObject({ code: 'EMFILE', isTransient: true })
      setLimit(1024)
      expect((await trial.run(argv('true'))).exitStatus).toEqual({ code: 0 })
    })

    it('still ends whole trees', async () => {
      const key = trial.launch(shell('sleep 1000 & setsid sleep 1000 & wait'))
      trial.supervisor.sampleEvery(100)
      await trial.sampled(key, ({ length }) => length === 3)
      trial.supervisor.sampleEvery(0)
      leaveFree(0)
      expect(await trial.supervisor.terminate(key, 10_000)).toEqual({ ok: true })
      expect(trial.living()).toEqual([])
      setLimit(1024)
    })
  })
})

describe.runIf(process.platform === 'linux')('a host (Linux)', () => {
  let trial: Trial
  beforeEach(() => {
    trial = new Trial()
  })
  afterEach(async () => {
    await trial.close()
  })

  /** Starts a host that starts a supervisor process with one task tree; its lines are their PIDs. */
  const startHost = async () => {
    const host = spawn(process.execPath, [fixture('host.ts'), trial.folder], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    for await (const line of createInterface(host.stdout)) {
      return { host, ...(JSON.parse(line) as { supervisorPid: number; task: number }) }
    }
    throw new Error('The host printed nothing.')
  }

  it('that is killed takes its tasks with it, and its supervisor process ends', async () => {
    const { host, supervisorPid } = await startHost()
    await until('the tree', () => trial.living().length === 3)
    host.kill('SIGKILL')
    await until('the end of the tasks', () => trial.living().length === 0)
    await until('the end of the supervisor process', () => livingProcess(supervisorPid) === undefined)
    expect(readdirSync(join(trial.folder, 'run'))).toEqual([])
  })

  it.each([
    ['that does not exist', 'missing.ts', 'Cannot find module'],
    ['of an unknown version', fixture('wrong-version.ts'), 'speaks version 999 of the protocol'],
    ['that never answers', fixture('silent.ts'), 'did not answer'],
  ])('is told clearly of a supervisor process %s, and nothing is left', async (_, entry, words) => {
    const options = { entry, environment: {}, runtimeFolder: trial.folder, bound: 1_500 }
    await expect(startSupervisor(options)).rejects.toThrow(words)
    expect(readdirSync(trial.folder)).toEqual([])
  })

  it('is told clearly of a program that does not exist', async () => {
    const options = { execPath: '/no/such/node', entry: supervisorEntry, environment: {}, runtimeFolder: trial.folder }
    await expect(startSupervisor(options)).rejects.toThrow('ENOENT')
    expect(existsSync(trial.folder)).toBe(true)
    expect(readdirSync(trial.folder)).toEqual([])
  })
})
