import type { ElectronApplication } from '@playwright/test'
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

function desktop(host: RunningHost): ElectronApplication {
  if (!host.electron) throw new Error('This is a test of the desktop app.')
  return host.electron
}

test('quitting with live runs asks, and Cancel leaves everything as it is', async ({ host, page }) => {
  const electron = desktop(host)
  const runId = await submitOne(page, program('sleep', '1000'))
  const pid = await pidOf(page, runId)
  const asked = await answerBoxes(electron, 0)
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

test('Terminate and quit ends the runs, drops what waits, and then the app', async ({ host, page, work }) => {
  const electron = desktop(host)
  const runIds = await submit(page, [program('sleep', '1000')], 5)
  const [first] = runIds
  if (first !== undefined) await pidOf(page, first)
  await expect(page.getByRole('img', { name: /^Queue depth: [34] waiting/ })).toBeVisible()
  expect(processesOf(work).filter((text) => text.includes('sleep'))).not.toEqual([])
  await answerBoxes(electron, 1)
  const closed = electron.waitForEvent('close')
  await electron.evaluate(({ app }) => {
    app.quit()
  })
  await closed
  expect(processesOf(work).filter((text) => text.includes('sleep'))).toEqual([])
})

test('SIGTERM ends the runs and the app without asking', async ({ host, page, work }) => {
  const electron = desktop(host)
  await pidOf(page, await submitOne(page, program('sleep', '1000')))
  const closed = electron.waitForEvent('close')
  electron.process().kill('SIGTERM')
  await closed
  expect(processesOf(work).filter((text) => text.includes('sleep'))).toEqual([])
})
