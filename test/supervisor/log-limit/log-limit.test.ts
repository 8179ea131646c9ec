import { existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { loadavg } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { LinuxPlatform } from '../../../src-main/supervisor/platform/linux/linux.ts'
import { LocalSupervisor } from '../../../src-main/supervisor/local.ts'
import type { LogLimit } from '../../../src-main/supervisor/port.ts'
import { KeptTrial } from '../kept.ts'
import { livingProcess } from '../processes.ts'
import { argv, baseEnvironment, shell } from '../trial.ts'
import { until } from '../until.ts'
import { machine, slowness } from '../../machine/time-limit.ts'

const megabyte = 2 ** 20

/** Above the limit; more on a machine that is slow, or where everybody waits for a processor, whoever watches a log included. */
const slack = 50 * megabyte * Math.max(slowness, (loadavg()[0] ?? 0) / machine.processors)

const bytesOnDisk = (file: string): number => (existsSync(file) ? statSync(file).blocks * 512 : 0)

/** The most that one of these logs takes on disk until the condition holds. */
async function mostOnDisk(files: string[], isOver: () => boolean): Promise<number> {
  let most = 0
  await until('the end of the flood', () => {
    most = Math.max(most, ...files.map(bytesOnDisk))
    return isOver()
  })
  return most
}

describe.runIf(process.platform === 'linux')('a log with a limit (Linux)', () => {
  let trial: KeptTrial
  beforeEach(() => {
    trial = new KeptTrial()
  })
  afterEach(async () => {
    await trial.close()
  })
  const stop = (bytes: number): { logLimit: LogLimit } => ({ logLimit: { bytes, policy: 'stop' } })
  const keepTail = (bytes: number): { logLimit: LogLimit } => ({ logLimit: { bytes, policy: 'keep-tail' } })
  const hasExited = (runs: number) => (): boolean =>
    trial.events.filter(({ type }) => type === 'exited').length === runs

  it('of stop: a flood is ended near it, and the log says so last', async () => {
    await trial.beHost()
    const { logFile, ...key } = trial.launch(argv('yes'), stop(10 * megabyte))
    const most = await mostOnDisk([logFile], hasExited(1))
    expect(most).toBeLessThan(10 * megabyte + slack)
    const exited = await trial.event('exited', key)
    expect(exited).toMatchObject({ hasReachedLogLimit: true, logBytes: statSync(logFile).size })
    expect(readFileSync(logFile, 'utf8').slice(-100)).toMatch(
      /y\n\nThe limit of 10485760 bytes for this log was reached, and the run was stopped\.\n$/,
    )
  })

  it('of stop: a flood that ignores SIGTERM, from several processes and after its leader, is killed', async () => {
    await trial.beHost()
    const line = 'trap "" TERM; (setsid yes & yes & yes) & sleep 0.2'
    const { logFile } = trial.launch(shell(line), stop(10 * megabyte))
    const most = await mostOnDisk([logFile], hasExited(1))
    expect(most).toBeLessThan(10 * megabyte + slack)
    expect(trial.living()).toEqual([])
  })

  it('of stop: a slow run is asked to end, and may clean up', async () => {
    await trial.beHost()
    const line = 'trap "echo cleaned; exit 9" TERM; while :; do echo 0123456789; sleep 0.01; done'
    const { output, ...exited } = await trial.run(shell(line), stop(1_000))
    expect(exited).toMatchObject({ exitStatus: { code: 9 }, hasReachedLogLimit: true })
    expect(output).toContain('cleaned\n')
    expect(exited.logBytes).toBeLessThan(10_000)
  })

  it('below it changes nothing', async () => {
    await trial.beHost()
    const { output, ...exited } = await trial.run(shell('seq 100'), stop(1_000))
    expect(exited).toMatchObject({ exitStatus: { code: 0 }, hasReachedLogLimit: false, logBytes: output.length })
  })

  it('holds for many logs at a time', async () => {
    await trial.beHost()
    const logs = Array.from({ length: 8 }, () => trial.launch(argv('yes'), stop(10 * megabyte)).logFile)
    const most = await mostOnDisk(logs, hasExited(8))
    expect(most).toBeLessThan(10 * megabyte + slack)
  })

  it('of keep-tail: the run goes on, the oldest part is gone, a line says how much, and nothing else is missing', async () => {
    await trial.beHost()
    const lines = 400_000
    const key = trial.launch(shell(`seq ${lines}`), keepTail(megabyte))
    expect(await trial.event('exited', key)).toMatchObject({ exitStatus: { code: 0 }, hasReachedLogLimit: false })
    const cuts = trial.events.filter((event) => event.type === 'log-cut')
    const { keptFrom } = cuts.at(-1)!
    const log = readFileSync(key.logFile)
    expect((await trial.event('exited', key)).logBytes).toBe(log.length)
    expect(bytesOnDisk(key.logFile)).toBeLessThan(megabyte + 8_192)
    expect(log.subarray(0, keptFrom).every((byte) => byte === 0)).toBe(true)
    const [marking = '', ...rest] = log.subarray(keptFrom).toString().split('\n')
    const removed = Number(/^… (\d+) bytes of earlier output were removed here …$/.exec(marking)?.[1])
    expect(removed).toBe(keptFrom + Buffer.byteLength(`${marking}\n`))
    expect(rest.pop()).toBe('')
    const numbers = rest.map(Number)
    expect(numbers.at(-1)).toBe(lines)
    expect(numbers).toEqual(numbers.map((_, index) => lines - numbers.length + 1 + index))
    expect(trial.events.at(-1)?.type).toBe('exited')
  })

  it('of keep-tail: a flood stays near it for as long as it lasts', async () => {
    await trial.beHost()
    const key = trial.launch(shell('timeout 3 yes'), keepTail(20 * megabyte))
    const most = await mostOnDisk([key.logFile], hasExited(1))
    expect(most).toBeLessThan(20 * megabyte + slack)
    const { logBytes } = await trial.event('exited', key)
    expect(logBytes).toBeGreaterThan(40 * megabyte)
    expect(bytesOnDisk(key.logFile)).toBeLessThanOrEqual(21 * megabyte)
  })

  it.each(['stop', 'keep-tail'] as const)('of %s is kept also while no host lives', async (policy) => {
    mkdirSync(join(trial.folder, 'logs'))
    const line = 'until [ -e go ]; do sleep 0.02; done; exec timeout 2 yes'
    const request = trial.request(shell(line), { logLimit: { bytes: 10 * megabyte, policy } })
    const host = trial.startHost([request])
    const { pid } = await host.told('started', request)
    await host.kill()
    writeFileSync(join(trial.folder, 'go'), '')
    const most = await mostOnDisk([request.logFile], () => livingProcess(pid) === undefined)
    expect(statSync(request.logFile).size).toBeGreaterThan(9 * megabyte)
    expect(most).toBeLessThan(10 * megabyte + slack)
    await trial.beHost()
    trial.supervisor.reattach([request])
    const hasReachedLogLimit = policy === 'stop'
    await until('the record of the end', async () => {
      const { fate } = await trial.event('found', request)
      return fate.kind !== 'running' || hasExited(1)()
    })
    const fate = await trial.fate(request)
    const exited = fate.kind === 'ended' ? fate.exited : await trial.event('exited', request)
    expect(exited).toMatchObject({ hasReachedLogLimit })
    // Before the end: what is told after it is heard by no run.
    const told = trial.events.map(({ type }) => type).filter((type) => type === 'log-cut' || type === 'found')
    expect(told).toEqual(hasReachedLogLimit ? ['found'] : ['log-cut', 'found'])
  })

  it('holds for a run whose supervisor process was killed', async () => {
    const supervisorPid = await trial.beHost()
    const line = 'until [ -e go ]; do sleep 0.02; done; exec yes'
    const key = trial.launch(shell(line), stop(10 * megabyte))
    await trial.event('started', key)
    process.kill(supervisorPid, 'SIGKILL')
    await trial.fate(key)
    writeFileSync(join(trial.folder, 'go'), '')
    const most = await mostOnDisk([key.logFile], hasExited(1))
    expect(most).toBeLessThan(10 * megabyte + slack)
    expect(await trial.event('exited', key)).toMatchObject({ exitStatus: 'unknown', hasReachedLogLimit: true })
  })

  it('of keep-tail falls back to stop where nothing can be given back', async () => {
    class Unable extends LinuxPlatform {
      override giveBack(): Promise<boolean> {
        return Promise.resolve(false)
      }
    }
    await trial.open(() => new LocalSupervisor({ environment: baseEnvironment, platform: new Unable() }))
    const key = trial.launch(argv('yes'), keepTail(megabyte))
    expect(await trial.event('exited', key)).toMatchObject({ hasReachedLogLimit: true })
    const log = readFileSync(key.logFile, 'utf8')
    expect(log.replaceAll('y\n', '')).toBe(
      '\nThe limit of 1048576 bytes for this log was reached, and the run was stopped.\n',
    )
  })

  it('of keep-tail does not resume a run that was suspended', async () => {
    await trial.beHost()
    const line = 'until [ -e go ]; do sleep 0.02; done; exec head -c 30000000 /dev/zero'
    const key = trial.launch(shell(line), keepTail(megabyte))
    const { pid } = await trial.event('started', key)
    writeFileSync(join(trial.folder, 'go'), '')
    await trial.event('log-cut', key)
    if (livingProcess(pid) === undefined) return
    await trial.supervisor.suspend(key)
    await until('the last cut', () => bytesOnDisk(key.logFile) <= megabyte + 8_192)
    expect(livingProcess(pid)?.state ?? 'stopped').toBe('stopped')
    await trial.supervisor.resume(key)
    expect((await trial.event('exited', key)).exitStatus).toEqual({ code: 0 })
  })

  it('lets a run be whose log was removed', async () => {
    await trial.beHost()
    const key = trial.launch(shell('until [ -e go ]; do sleep 0.02; done; exit 4'), keepTail(1_000))
    await trial.event('started', key)
    rmSync(key.logFile)
    writeFileSync(join(trial.folder, 'go'), '')
    expect(await trial.event('exited', key)).toMatchObject({ exitStatus: { code: 4 }, logBytes: 0 })
  })
})
