import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, describe, expect, it, onTestFinished, vi } from 'vitest'
import { LocalClient } from '../../src-main/client/local-client.ts'
import { Home, patience } from './harness/home.ts'

const slipOnSignal = join(import.meta.dirname, '../fixtures/slip-on-signal.mjs')

describe.skipIf(process.platform !== 'linux')('a supervisor that is stopped from outside', async () => {
  const home = await Home.make()
  afterAll(() => home.remove())

  it('is told where no window is open: on the terminal of the host', async () => {
    const host = await home.startHost()
    const [diagnostics] = await home.json('diagnostics')
    const { supervisor } = diagnostics?.host as { supervisor: { pid: number } }
    process.kill(supervisor.pid, 'SIGSTOP')
    // It is missed by what is asked of it.
    const added = home.run('add', '--wait', '--', 'sh', '-c', 'exit 4')
    await vi.waitUntil(() => host.stderr.includes('was stopped by a signal from outside, and was continued'), patience)
    expect((await added).code).toBe(4)
  })
})

describe.skipIf(process.platform === 'win32')('what a host could not set up at its start', () => {
  it('is told once to a client, however often and early it subscribes', async () => {
    const home = await Home.make()
    onTestFinished(() => home.remove(), 40_000)
    const shell = join(home.folder, 'no-shell')
    // Late, so that a client is there before.
    writeFileSync(shell, '#!/bin/sh\nuntil [ -e "$HOME/go" ]; do sleep 0.02; done; exit 1\n', { mode: 0o755 })
    const host = home.start(['serve', '--no-http'], { environment: { SHELL: shell } })
    await vi.waitUntil(() => host.stderr.includes('Forkyard runs with the folder'), patience)
    const early = await subscribed(home.dataFolder)
    writeFileSync(join(home.folder, 'go'), '')
    await vi.waitUntil(() => early.told.length > 0, patience)
    const late = await subscribed(home.dataFolder)
    for (const { client, told } of [early, late]) {
      expect(await client.request('subscribe', {})).toMatchObject({ ok: true })
      expect(told).toEqual([expect.stringContaining(`your login shell (${shell}) is not known`)])
    }
  })
})

/** A client, and the sentences that it is told about the start. */
async function subscribed(dataFolder: string): Promise<{ client: LocalClient; told: string[] }> {
  const connected = await LocalClient.connect(dataFolder)
  if (!connected.ok) throw new Error(connected.message)
  const client = connected.value
  onTestFinished(() => {
    client.close()
  })
  const told: string[] = []
  client.onNotice((notice) => {
    if (notice.name === 'trouble' && notice.value.code === 'host-start') told.push(notice.value.message)
  })
  expect(await client.request('subscribe', {})).toMatchObject({ ok: true })
  return { client, told }
}

describe('a mistake of Forkyard’s own', async () => {
  const home = await Home.make()
  afterAll(() => home.remove())

  it('leaves a host running: it is written down and told, and nothing is lost', async () => {
    const host = home.start(['serve', '--no-http'], { environment: { NODE_OPTIONS: `--import ${slipOnSignal}` } })
    await vi.waitUntil(() => host.stderr.includes('Forkyard runs with the folder'), patience)
    const runId = await home.add('--', 'sh', '-c', `until [ -e ${home.folder}/go ]; do sleep 0.02; done; exit 7`)
    host.child.kill('SIGUSR2')
    await vi.waitUntil(() => host.stderr.match(/Forkyard has a bug, and goes on: /g)?.length === 2, patience)
    expect(host.stderr).not.toContain('    at ')
    expect(readFileSync(join(home.dataFolder, 'errors.log'), 'utf8')).toMatch(
      /forkyard serve \(process \d+\): unhandled rejection\nError: a slip in a promise\n {4}at /,
    )
    const { stdout } = await home.run('status')
    expect(stdout).toMatch(
      /^Errors: +2 inside Forkyard since it started, the last: a slip in a timer \(see .*errors\.log\)$/m,
    )
    writeFileSync(join(home.folder, 'go'), '')
    expect((await home.run('wait', runId)).code).toBe(7)
    host.child.kill('SIGTERM')
    expect((await host.result).code).toBe(0)
  })

  it('ends a command with a sentence and exit status 1, not with a stack alone', async () => {
    await home.startHost()
    const runId = await home.add('--', 'sleep', '1000')
    const slip = join(home.folder, 'slip.mjs')
    // Once the command has said what it does about such errors.
    writeFileSync(
      slip,
      `setInterval(() => { if (process.listenerCount('uncaughtException') > 0) throw new Error('a slip') }, 20)`,
    )
    const command = home.start(['wait', runId], { environment: { NODE_OPTIONS: `--import ${slip}` } })
    const { code, stderr } = await command.result
    expect({ code, stderr }).toEqual({
      code: 1,
      stderr: `forkyard: An error inside Forkyard stopped this command: a slip. Details are in ${home.dataFolder}/errors.log.\n`,
    })
  })
})
