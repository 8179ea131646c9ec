import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { text } from 'node:stream/consumers'
import { hostEnvironment, root } from '../harness/hosts.ts'
import { pidOf, program, submitOne } from '../harness/runs.ts'
import { expect, test } from '../harness/test.ts'

test('a second app with the same data folder says who has it and ends; the first goes on', async ({
  host,
  page,
  work,
}) => {
  // Where the system shows a box of its own, it waits for a person.
  test.skip(process.env['ELECTRON_OVERRIDE_DIST_PATH'] === undefined, 'the message is a box of the system here')
  const first = host.electron?.process()
  const pid = await pidOf(page, await submitOne(page, program('sleep', '1000')))
  // A profile of its own, so that Electron's own lock does not send it to the first window.
  const second = spawn(first?.spawnfile ?? '', [root, `--user-data-dir=${work}/second-profile`], {
    env: hostEnvironment(work, 'environment'),
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  const [said] = await Promise.all([text(second.stderr), once(second, 'exit')])
  expect(second.exitCode).toBe(1)
  const holder = `as the desktop app in process ${String(first?.pid)}`
  expect(said).toContain(
    `Forkyard already runs with the folder ${work}/home, ${holder}. Use that one, or end it first;`,
  )
  await expect(page.getByRole('treegrid', { name: 'Processes' })).toContainText(String(pid))
})

test('a second start of the app brings the first window forward, and ends', async ({ host, work }) => {
  const { electron } = host
  if (!electron) throw new Error('This is a test of the desktop app.')
  await electron.evaluate(({ BrowserWindow }) => {
    BrowserWindow.getAllWindows()[0]?.minimize()
  })
  const isMinimized = () => electron.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.isMinimized())
  await expect.poll(isMinimized).toBe(true)
  const second = spawn(electron.process().spawnfile, [root, `--user-data-dir=${work}/profile`], {
    env: hostEnvironment(work, 'environment'),
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  const [said] = await Promise.all([text(second.stderr), once(second, 'exit')])
  expect({ said, code: second.exitCode }).toEqual({ said: '', code: 0 })
  await expect.poll(isMinimized).toBe(false)
  expect(await electron.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().length)).toBe(1)
})
