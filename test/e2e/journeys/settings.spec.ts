import type { Locator, Page } from '@playwright/test'
import type { Settings } from '../../../src-main/contract/settings.ts'
import { readFileSync } from 'node:fs'
import { expectAccessible } from '../harness/accessibility.ts'
import { ask } from '../harness/ask.ts'
import { takePictures } from '../harness/pictures.ts'
import { program, submit } from '../harness/runs.ts'
import { expect, test } from '../harness/test.ts'
import { goTo, waitUntilIdle } from './window.ts'

/** What the host keeps, whatever the window shows. */
const kept = (page: Page): Promise<Settings> => ask(page, 'changeSettings', {})
const section = (page: Page, name: string): Locator => page.getByRole('region', { name, exact: true })
const field = (page: Page, name: string): Locator => page.getByRole('textbox', { name, exact: true })

test('a setting is saved as its field is left or by Enter, and is there after the page is loaded anew @host', async ({
  host,
  page,
}) => {
  await page.keyboard.press('Control+,')
  await expect(page.getByRole('heading', { name: 'Settings', level: 1 })).toBeVisible()
  await expect(section(page, 'Signed-in browsers')).toBeVisible({ visible: host.kind === 'browser' })
  await expect(field(page, 'Keep at most')).toHaveValue('100,000')
  await field(page, 'Keep at most').fill('2,500')
  await field(page, 'Keep at most').press('Enter')
  await expect.poll(async () => (await kept(page)).keptRuns).toBe(2_500)
  await field(page, 'Limit of one log').fill('0.5')
  await field(page, 'Limit of one log').press('Tab')
  await expect.poll(async () => (await kept(page)).logLimitBytes).toBe(500_000)
  await page.getByRole('combobox', { name: 'When quitting while tasks are running' }).click()
  await page.getByRole('option', { name: 'Let them run' }).click()
  await expect.poll(async () => (await kept(page)).onQuit).toBe('keep')
  await page.getByRole('checkbox', { name: /starts Forkyard automatically/ }).click()
  await expect.poll(async () => (await kept(page)).startsByItself).toBe(false)
  await page.reload()
  await goTo(page, 'Settings')
  await expect(field(page, 'Keep at most')).toHaveValue('2,500')
  await expect(field(page, 'Limit of one log')).toHaveValue('0.5')
  await expect(page.getByRole('combobox', { name: 'When quitting while tasks are running' })).toContainText(
    'Let them run',
  )
  await expect(page.getByRole('checkbox', { name: /starts Forkyard automatically/ })).not.toBeChecked()
})

test('a value that is none is refused beside its field, Escape restores, and nothing is saved', async ({ page }) => {
  await goTo(page, 'Settings')
  const before = await kept(page)
  const grace = field(page, 'Grace period')
  for (const [typed, reason] of [
    ['soon', 'Type a number.'],
    ['-1', 'At least 0 seconds'],
    ['601', 'At most 600 seconds'],
  ] as const) {
    await grace.fill(typed)
    await grace.press('Enter')
    await expect(section(page, 'Ending').getByRole('alert'), typed).toHaveText(reason)
    await grace.press('Tab')
    await expect(grace).toHaveAttribute('aria-invalid', 'true')
  }
  await expectAccessible(page)
  await grace.press('Escape')
  await expect(grace).toHaveValue('5')
  await expect(section(page, 'Ending').getByRole('alert')).toBeHidden()
  expect(await kept(page)).toEqual(before)
})

test('a limit is taken away, set anew, and goes back to its default', async ({ page }) => {
  await goTo(page, 'Settings')
  const days = field(page, 'Keep ended runs for')
  const noLimit = page.getByRole('checkbox', { name: 'Keep ended runs for: No limit' })
  await noLimit.click()
  await expect.poll(async () => (await kept(page)).keptDays).toBe(null)
  await expect(days).toBeDisabled()
  await noLimit.click()
  await expect(days).toBeFocused()
  await days.press('Escape')
  await expect(days).toBeDisabled()
  await noLimit.click()
  await days.fill('30')
  await days.press('Enter')
  await expect.poll(async () => (await kept(page)).keptDays).toBe(30)
  const reset = page.getByRole('button', { name: /^Keep ended runs for: Reset to default: 90 days/ })
  await reset.click()
  await expect.poll(async () => (await kept(page)).keptDays).toBe(90)
  await expect(reset).toBeHidden()
})

test('what another client changes is seen at once, and what is being typed stays', async ({ page }) => {
  await goTo(page, 'Settings')
  await field(page, 'Grace period').fill('12')
  await ask(page, 'changeSettings', { gracePeriod: 30_000, keptRuns: null, logLimitPolicy: 'keep-tail' })
  await expect(page.getByRole('checkbox', { name: 'Keep at most: No limit' })).toBeChecked()
  await expect(page.getByRole('combobox', { name: 'At the limit' })).toContainText('keep only the end of its output')
  await expect(field(page, 'Grace period')).toHaveValue('12')
  await field(page, 'Grace period').press('Escape')
  await expect(field(page, 'Grace period')).toHaveValue('30')
})

test('a lower limit asks before it deletes, with the number', async ({ page }) => {
  await submit(page, [program('true')], 12)
  await waitUntilIdle(page)
  await goTo(page, 'Settings')
  const runs = field(page, 'Keep at most')
  await runs.fill('20')
  await runs.press('Enter')
  await expect.poll(async () => (await kept(page)).keptRuns).toBe(20)
  await runs.fill('5')
  await runs.press('Enter')
  const question = page.getByRole('dialog')
  await expect(question).toContainText('Delete 7 ended runs?')
  await question.getByRole('button', { name: 'Keep the old limit' }).click()
  await expect(runs).toHaveValue('20')
  expect((await kept(page)).keptRuns).toBe(20)
  await runs.fill('5')
  await runs.press('Tab')
  await question.getByRole('button', { name: 'Delete' }).click()
  await expect.poll(async () => (await kept(page)).keptRuns).toBe(5)
})

test('the data folder is shown with what decided on it, and cannot be set beside FORKYARD_HOME @host', async ({
  page,
  work,
}) => {
  await goTo(page, 'Settings')
  await expect(field(page, 'Data folder')).toHaveValue(`${work}/home`)
  await expect(section(page, 'Storage')).toContainText('Set by FORKYARD_HOME')
  await expect(field(page, 'Data folder after restart')).toBeDisabled()
  await expect(section(page, 'Storage')).toContainText('FORKYARD_HOME sets the data folder')
  await page.getByRole('button', { name: 'Copy the path' }).click()
  await expect(page.getByRole('region', { name: 'Messages' })).toContainText('Copied')
})

test.describe('where the system’s convention decides on the data folder', () => {
  test.use({ folderFrom: 'convention' })
  test.skip(process.platform !== 'linux', 'elsewhere the convention goes by the home folder itself')

  test('it is set for the next start, and given back to the convention @host', async ({ page, host, work }) => {
    await goTo(page, 'Settings')
    const storage = section(page, 'Storage')
    await expect(field(page, 'Data folder')).toHaveValue(`${work}/share/forkyard`)
    await expect(storage).toContainText('This system’s folder for application data')
    const next = field(page, 'Data folder after restart')
    await next.fill('elsewhere')
    await next.press('Enter')
    await expect(storage.getByRole('alert')).toHaveText('Type the full path.')
    await next.press('Escape')
    await expect(next).toHaveValue('')
    await next.fill(`${work}/elsewhere`)
    await next.press('Enter')
    await expect(storage).toContainText(`From the next start on, data is kept in ${work}/elsewhere.`)
    await expect(storage).toContainText(`Existing data stays in ${work}/share/forkyard.`)
    await takePictures(host, 'settings-folder')
    const kept = () => readFileSync(`${work}/config/forkyard/place.json`, 'utf8')
    expect(JSON.parse(kept())).toEqual({ dataFolder: `${work}/elsewhere` })
    await storage.getByRole('button', { name: 'Use the default folder' }).click()
    await expect(storage).toContainText('From the next start on, data is kept in this system’s folder')
    expect(kept).toThrow('ENOENT')
  })
})
