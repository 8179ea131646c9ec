import { existsSync, writeFileSync } from 'node:fs'
import type { Task } from '../../../src-main/contract/task.ts'
import { ask } from '../harness/ask.ts'
import { startBrowser } from '../harness/browser-host.ts'
import { startDesktop } from '../harness/desktop-host.ts'
import { takePictures } from '../harness/pictures.ts'
import { pidOf, submit } from '../harness/runs.ts'
import { expect, test } from '../harness/test.ts'

const shell = (name: string, line: string): Task => ({ name, command: { kind: 'shell', line } })

test('everything is found again after the host was killed in the middle of real work @host', async ({
  host,
  page,
  work,
  openBrowser,
}) => {
  await ask(page, 'setPoolSize', { size: 3 })
  await submit(page, [shell('finished', 'echo done; exit 4')])
  await expect.poll(async () => (await ask(page, 'listHistory', { count: 10 })).runs).toHaveLength(1)
  const runIds = await submit(page, [
    shell('long', `echo before; until [ -e ${work}/go ]; do sleep 0.1; done; echo after; exit 5`),
    shell('meanwhile', `until [ -e ${work}/away ]; do sleep 0.1; done; touch ${work}/gone; exit 6`),
    shell('forever', 'sleep 1000'),
    shell('waiting', 'echo waited'),
  ])
  const [long, meanwhile, forever, waiting] = runIds
  const pid = await pidOf(page, long!)
  await pidOf(page, meanwhile!)
  const lastPid = await pidOf(page, forever!)
  host.complaints.stop()
  await host.kill()
  writeFileSync(`${work}/away`, '')
  await expect.poll(() => existsSync(`${work}/gone`)).toBe(true)

  const next =
    host.kind === 'desktop'
      ? await startDesktop(work, 'environment')
      : await startBrowser(work, 'environment', await openBrowser())
  const processes = next.page.getByRole('treegrid', { name: 'Processes' })
  await expect(processes).toContainText(String(pid))
  await expect(processes).toContainText(String(lastPid))
  await expect(next.page.getByText(/2 runs kept running/)).toBeVisible()
  await takePictures(next, 'after-restart')
  await expect.poll(async () => (await ask(next.page, 'describeRun', { runId: waiting! })).run.phase).toBe('ended')
  writeFileSync(`${work}/go`, '')
  await expect
    .poll(async () =>
      (await ask(next.page, 'listHistory', { count: 10 })).runs.map(({ name, outcome }) => [name, outcome]),
    )
    .toEqual(
      expect.arrayContaining([
        ['finished', { kind: 'failed', exitStatus: { code: 4 } }],
        ['meanwhile', { kind: 'failed', exitStatus: { code: 6 } }],
        ['long', { kind: 'failed', exitStatus: { code: 5 } }],
        ['waiting', { kind: 'succeeded', exitStatus: { code: 0 } }],
      ]),
    )
  const output = await ask(next.page, 'readOutput', { runId: long!, from: 0, count: 100 })
  expect(Buffer.from(output.bytes, 'base64').toString()).toBe('before\nafter\n')
  await next.close()
})
