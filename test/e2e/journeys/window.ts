import path from 'node:path'
import type { Locator, Page } from '@playwright/test'
import { timeLimit } from '../../machine/time-limit.ts'
import { ask } from '../harness/ask.ts'
import type { RunningHost } from '../harness/hosts.ts'
import { expect } from '../harness/test.ts'

/** What a person types into the New task dialog. */
export interface Typed {
  command: string
  /** Program and arguments instead of a shell line. */
  isArgv?: boolean
  folder?: string
  name?: string
  times?: number
}

/** Adds a task as a person does: Ctrl+N, type, Ctrl+Enter. */
export async function addTask(page: Page, { command, isArgv, folder, name, times }: Typed): Promise<void> {
  await page.keyboard.press('Control+n')
  const dialog = page.getByRole('dialog', { name: 'New task' })
  await expect(dialog).toBeVisible()
  if (isArgv) await dialog.getByText('Program and arguments').click()
  await dialog.getByLabel('Command', { exact: true }).fill(command)
  if (folder !== undefined) await dialog.getByLabel('Folder', { exact: true }).fill(folder)
  if (name !== undefined) await dialog.getByLabel('Name', { exact: true }).fill(name)
  if (times !== undefined) await dialog.getByLabel('How many times to run it').fill(String(times))
  await page.keyboard.press('Control+Enter')
  await expect(dialog).toBeHidden()
}

/** Fills the File field by “Browse…”: the native dialog where there is one, else our own. @param form that has the field */
export async function chooseModule(host: RunningHost, form: Locator, file: string): Promise<void> {
  await host.electron?.evaluate(({ dialog }, chosen) => {
    dialog.showOpenDialog = () => Promise.resolve({ canceled: false, filePaths: [chosen] })
  }, file)
  const field = form.getByLabel('File', { exact: true })
  await field.fill(path.join(path.dirname(file), 'x.ts'))
  await form.getByRole('button', { name: 'Browse…' }).first().click()
  const browser = form.page().getByRole('dialog', { name: 'Choose the file with the function' })
  await expect(async () => {
    if (await browser.isVisible()) {
      await browser.getByRole('option', { name: path.basename(file) }).click()
      await browser.getByRole('button', { name: 'Choose this file' }).click()
    }
    await expect(field).toHaveValue(file, { timeout: 500 })
  }).toPass()
}

export async function goTo(
  page: Page,
  name: 'Processes' | 'Queue' | 'Message queues' | 'Compare' | 'Settings',
): Promise<void> {
  await page.getByRole('link', { name: new RegExp(`^${name}`) }).click()
  await expect(page.getByRole('heading', { name, level: 1 })).toBeVisible()
}

/** A row of live processes by the run's name. */
export function liveRow(page: Page, name: string): Locator {
  return page.getByRole('treegrid', { name: 'Processes' }).getByRole('row').filter({ hasText: name }).first()
}

/** A row of ended runs by the run's name. */
export function endedRow(page: Page, name: string): Locator {
  return page.getByRole('grid', { name: 'Ended runs' }).getByRole('row').filter({ hasText: name })
}

/** The chart's own words: `Queue depth: 12 waiting, 2 running`. */
export async function chartText(page: Page): Promise<{ waiting: number; running: number }> {
  const label = (await page.getByRole('img', { name: /^Queue depth/ }).getAttribute('aria-label')) ?? ''
  const [, waiting, running] = /(\d+) waiting, (\d+) running/.exec(label.replaceAll(',', ' ,').replace(' ,', ',')) ?? []
  return { waiting: Number(waiting), running: Number(running) }
}

export async function setPoolSize(page: Page, size: number): Promise<void> {
  const field = page.getByRole('spinbutton', { name: 'Pool size' })
  await field.fill(String(size))
  await field.press('Enter')
}

/** Waits until nothing waits and nothing runs, by the host's word and then by the status bar's. */
export async function waitUntilIdle(page: Page, timeout = timeLimit(90_000)): Promise<void> {
  const left = async (): Promise<number> => {
    const { pools } = await ask(page, 'hostStatus', {})
    return pools.reduce((sum, { running, depth }) => sum + running + depth, 0)
  }
  // The window hears of a submission a moment after that was answered, and shows the time before until then.
  await expect.poll(left, { timeout }).toBe(0)
  const status = page.getByRole('contentinfo')
  await expect(status).toContainText('0 running', { timeout })
  await expect(status).toContainText('0 waiting', { timeout })
}

/** Shows the output of an ended run: Queue page, its row, Show output. */
export async function showEndedOutput(page: Page, name: string): Promise<Locator> {
  await goTo(page, 'Queue')
  await endedRow(page, name).dblclick()
  return page.getByRole('region', { name: 'Output' })
}

/** Closes every message in the corner. */
export async function dismissToasts(page: Page): Promise<void> {
  const buttons = page.getByRole('region', { name: 'Messages' }).getByRole('button', { name: 'Dismiss' })
  for (let left = await buttons.count(); left > 0; left = await buttons.count()) await buttons.first().click()
}

/** Selects a run's row; where rows move up under the pointer because another run ended, clicks again, as a person does. */
export async function select(page: Page, name: string): Promise<void> {
  await expect(async () => {
    await liveRow(page, name).click()
    await expect(liveRow(page, name)).toHaveAttribute('aria-selected', 'true', { timeout: 500 })
  }).toPass({ timeout: timeLimit() })
}
