import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { type CommandProcess, Home, patience } from './harness/home.ts'

async function stoppedHost(): Promise<{ home: Home; host: CommandProcess; words: string }> {
  const home = await Home.make()
  onTestFinished(() => home.remove(), 40_000)
  const host = await home.startHost()
  host.child.kill('SIGSTOP')
  onTestFinished(() => void host.child.kill('SIGCONT'))
  return { home, host, words: `stopped by a signal (Ctrl+Z, for example). “kill -CONT ${host.child.pid ?? 0}”` }
}

describe.skipIf(process.platform !== 'linux')('a host that was stopped by a signal (Linux)', () => {
  test('is told by the command that waits for it, which goes on when it does', async () => {
    const { home, host, words } = await stoppedHost()
    const commands = [home.start(['list']), home.start(['add', '--', 'true'])]
    for (const command of commands) await vi.waitUntil(() => command.stderr.includes(words), patience)
    host.child.kill('SIGCONT')
    for (const { result } of commands) expect(await result).toMatchObject({ code: 0 })
  })

  test('is told by a report, which does not wait for it, and by a second host', async () => {
    const { home, words } = await stoppedHost()
    const [report] = await home.json('diagnostics')
    expect(report).toMatchObject({ host: null, hostProblem: expect.stringContaining(words) as string })
    const second = await home.run('serve', '--no-http')
    expect(second).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('which was stopped by a signal') as string,
    })
  })

  test('that is slow is not said to be stopped', async () => {
    const home = await Home.withHost()
    onTestFinished(() => home.remove(), 40_000)
    const runId = await home.add('--', 'sleep', '3')
    expect(await home.run('wait', runId)).toMatchObject({ code: 0, stderr: '' })
  })
})
