import { writeFileSync } from 'node:fs'
import type { ElectronApplication } from '@playwright/test'
import { ask } from '../harness/ask.ts'
import { startDesktop } from '../harness/desktop-host.ts'
import { processesOf } from '../harness/leftovers.ts'
import type { RunningHost } from '../harness/hosts.ts'
import { program, pidOf, submit, submitOne } from '../harness/runs.ts'
import { expect, test } from '../harness/test.ts'

/** Answers every box with this button, and keeps what was asked. */
async function answerBoxes(electron: ElectronApplication, response: number) {
  return await electron.evaluateHandle(({ dialog }, button) => {
    const asked: string[] = []
    dialog.showMessageBox = (...args: unknown[]) => {
      asked.push((args.at(-1) as { message: string }).message)
      return Promise.resolve({ response: button, checkboxChecked: false })
    }
    return asked
  }, response)
}

/** Their places in the box. */
const buttons = { keep: 0, wait: 1, terminate: 2, cancel: 3 }

function desktop(host: RunningHost): ElectronApplication {
  if (!host.electron) throw new Error('This is a test of the desktop app.')
  return host.electron
}

test('quitting with live runs asks, and Cancel leaves everything as it is', async ({ host, page }) => {
  const electron = desktop(host)
  const runId = await submitOne(page, program('sleep', '1000'))
  const pid = await pidOf(page, runId)
  const asked = await answerBoxes(electron, buttons.cancel)
  await electron.evaluate(({ BrowserWindow }) => {
    BrowserWindow.getAllWindows()[0]?.close()
  })
  await expect.poll(() => asked.jsonValue()).toEqual(['1 run is live.'])
  await electron.evaluate(({ Menu }) => {
    Menu.getApplicationMenu()?.getMenuItemById('quit')?.click()
  })
  await expect.poll(() => asked.jsonValue()).toHaveLength(2)
  expect(await pidOf(page, runId)).toBe(pid)
  await expect(page.getByRole('treegrid', { name: 'Processes' })).toContainText(String(pid))
})

test('Terminate them ends the runs, and then the app', async ({ host, page, work }) => {
  const electron = desktop(host)
  const runIds = await submit(page, [program('sleep', '1000')], 5)
  const [first] = runIds
  if (first !== undefined) await pidOf(page, first)
  await expect(page.getByRole('img', { name: /^Queue depth: [34] waiting/ })).toBeVisible()
  expect(processesOf(work).filter((text) => text.includes('sleep'))).not.toEqual([])
  await answerBoxes(electron, buttons.terminate)
  const closed = electron.waitForEvent('close')
  await electron.evaluate(({ app }) => {
    app.quit()
  })
  await closed
  expect(processesOf(work).filter((text) => text.includes('sleep'))).toEqual([])
})

test('Wait for them starts nothing more, and the app ends with the last run; what waits is there at the next start', async ({
  host,
  page,
  work,
}) => {
  const electron = desktop(host)
  await ask(page, 'setPoolSize', { size: 1 })
  const [running, waiting] = await submit(page, [
    { command: { kind: 'shell', line: `until [ -e ${work}/go ]; do sleep 0.1; done` } },
    { ...program('true'), name: 'waits' },
  ])
  await pidOf(page, running!)
  await answerBoxes(electron, buttons.wait)
  const closed = electron.waitForEvent('close')
  await electron.evaluate(({ app }) => {
    app.quit()
  })
  await expect(page.getByText('Closing when the last run has ended')).toBeVisible()
  writeFileSync(`${work}/go`, '')
  await closed
  const next = await startDesktop(work, 'environment')
  await expect(next.page.getByRole('treegrid', { name: 'Processes' })).toBeVisible()
  await expect
    .poll(async () => (await ask(next.page, 'describeRun', { runId: waiting! })).run)
    .toMatchObject({ phase: 'ended', outcome: { kind: 'succeeded' } })
  expect((await ask(next.page, 'describeRun', { runId: running! })).run).toMatchObject({
    outcome: { kind: 'succeeded' },
  })
  await next.close()
})

test('SIGTERM leaves the runs alive without asking, and the next start takes them up', async ({ host, page, work }) => {
  const electron = desktop(host)
  const runId = await submitOne(page, program('sleep', '1000'))
  const pid = await pidOf(page, runId)
  const closed = electron.waitForEvent('close')
  electron.process().kill('SIGTERM')
  await closed
  expect(processesOf(work).filter((text) => text.includes('sleep'))).not.toEqual([])
  const next = await startDesktop(work, 'environment')
  await expect(next.page.getByRole('treegrid', { name: 'Processes' })).toContainText(String(pid))
  await next.close()
  expect(processesOf(work).filter((text) => text.includes('sleep'))).toEqual([])
})
