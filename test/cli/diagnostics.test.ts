import { statSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import packageJson from '../../package.json' with { type: 'json' }
import { Home } from './harness/home.ts'

test.skipIf(process.platform !== 'linux')(
  'forkyard diagnostics tells what a report of a fault needs, with a host and without (Linux)',
  async () => {
    const home = await Home.make()
    onTestFinished(() => home.remove(), 40_000)
    const versions = {
      forkyard: packageJson.version,
      node: process.versions.node,
      v8: process.versions.v8,
      sqlite: process.versions.sqlite,
      system: expect.stringMatching(/^Linux /) as string,
    }
    const { dataFolder } = home
    const paths = {
      socket: `${dataFolder}/run/host.socket`,
      hostLog: `${dataFolder}/host.log`,
      logs: `${dataFolder}/logs`,
      supervisor: `${dataFolder}/run`,
    }
    const before = {
      versions,
      dataFolder,
      dataFolderFrom: 'environment',
      paths,
      host: null,
      cLibrary: { kind: 'loaded' },
    }
    expect(await home.json('diagnostics')).toEqual([
      { ...before, hostProblem: expect.stringContaining('No Forkyard is running') as string, database: null },
    ])

    await home.run('add', '--wait', '--secret', 'WORD=do-not-tell', '--', 'true')
    const file = join(dataFolder, 'forkyard.sqlite')
    const database = { file, bytes: statSync(file).size, layout: expect.any(Number) as number, wasClosedInOrder: true }
    const cLibrary = { kind: 'loaded' }
    const [running] = await home.json('diagnostics')
    expect(running).toEqual({
      ...before,
      hostProblem: null,
      database,
      host: {
        kind: 'headless',
        pid: expect.any(Number) as number,
        dataFolder,
        dataFolderFrom: 'environment',
        uptime: expect.any(Number) as number,
        versions,
        cLibrary,
        supervisor: { pid: expect.any(Number) as number, starter: 'posix_spawn', cLibrary },
        database,
        login: { kind: 'shell', shell: join(home.folder, 'login-shell'), leftOut: [] },
        notes: [],
      },
    })
    expect(JSON.stringify(running)).not.toContain('do-not-tell')
    const { stdout } = await home.run('diagnostics')
    expect(stdout).toMatch(/^Supervisor: +PID \d+, starts commands by posix_spawn, koffi loaded$/m)

    const [pid = 0] = await home.hostPids()
    process.kill(pid, 'SIGKILL')
    await expect.poll(() => home.hostPids()).toEqual([])
    const [after] = await home.json('diagnostics')
    expect(after).toMatchObject({ host: null, database: { file, wasClosedInOrder: false } })
  },
)
