import { writeFileSync } from 'node:fs'
import path from 'node:path'
import type { Page } from '@playwright/test'
import { timeLimit } from '../../machine/time-limit.ts'
import { expectAccessible } from '../harness/accessibility.ts'
import { takePictures } from '../harness/pictures.ts'
import { expect, test } from '../harness/test.ts'
import { chooseModule, goTo } from './window.ts'

/** Waits until all ways were measured. */
async function untilMeasured(page: Page): Promise<void> {
  await expect(page.getByRole('status').filter({ hasText: 'Measured: 8 calls in each way' })).toBeAttached({
    timeout: timeLimit(90_000),
  })
}

/** The picture of one way. */
const picture = (page: Page, way: string) => page.getByRole('img', { name: new RegExp(`^${way}: 8 calls`) })

async function closeOutput(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Close the panel' }).click()
}

test('S18, S19: a sample shows serial, concurrent and parallel calls, and what each way costs', async ({
  page,
  host,
}) => {
  await page.keyboard.press('Control+4')
  await expect(page.getByRole('heading', { name: 'Compare', level: 1 })).toBeVisible()
  await closeOutput(page)
  await takePictures(host, 'compare-empty')
  await expectAccessible(page)

  await page.getByRole('textbox', { name: 'Workers' }).fill('2')
  await page.getByRole('button', { name: 'Try CPU work' }).click()
  await untilMeasured(page)
  for (const [way, slots] of [
    ['Serial', 1],
    ['Coroutines', 1],
    ['Threads', 2],
    ['Processes', 2],
  ] as const) {
    await expect(picture(page, way)).toHaveAttribute('aria-label', new RegExp(`8 calls on ${slots} slots`))
  }
  const row = (way: string) => page.getByRole('table').getByRole('row').filter({ hasText: way }).first()
  await expect(row('Serial')).toContainText('1.00 ×')
  for (const way of ['Serial', 'Coroutines', 'Threads', 'Processes']) await expect(row(way)).toContainText('equal')
  await expect(row('Processes')).toContainText('a crash ends one call')
  await takePictures(host, 'compare-busy')
  await expectAccessible(page)

  // By keyboard, call after call.
  await picture(page, 'Processes').focus()
  await page.keyboard.press('ArrowRight')
  await page.keyboard.press('ArrowRight')
  await expect(page.getByText(/^Call 2: begins at .*, takes .*, CPU/)).toBeVisible()
  await takePictures(host, 'compare-call')

  await page.getByRole('combobox', { name: 'Function' }).fill('pause')
  await page.getByRole('textbox', { name: 'Arguments' }).fill('[150]')
  await page.keyboard.press('Enter')
  await expect(picture(page, 'Coroutines')).toHaveAttribute('aria-label', /8 calls on 8 slots/, {
    timeout: timeLimit(60_000),
  })
  await untilMeasured(page)
  await takePictures(host, 'compare-waiting')
})

test('S19: what cannot be compared is said, and what runs can be stopped', async ({ page, host, work }) => {
  const file = path.join(work, 'work.mjs')
  writeFileSync(
    file,
    `export function fail(chance) { throw new RangeError('not today') }
     export function live() { for (;;); }
     export function exit() { if (process.title === 'forkyard-compare') process.exit(3) }`,
  )
  await goTo(page, 'Compare')
  await closeOutput(page)
  const field = (name: string) => page.getByLabel(name, { exact: true })
  await field('File').fill(path.join(work, 'nowhere.mjs'))
  await field('Function').fill('fail')
  await field('Workers').fill('2')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('alert')).toContainText('does not exist')
  await field('Arguments (JSON list)').fill('{}')
  await expect(page.getByText('Type a list in JSON')).toBeVisible()
  await expect(page.getByRole('button', { name: 'Compare' })).toBeDisabled()
  await takePictures(host, 'compare-refused')
  await field('Arguments (JSON list)').fill('')

  await field('File').fill(file)
  await page.keyboard.press('Enter')
  await untilMeasured(page)
  await expect(page.getByRole('alert')).toBeHidden()
  await expect(page.getByRole('table').getByText('8 of 8 failed, equal')).toHaveCount(4)
  await takePictures(host, 'compare-threw')
  await expectAccessible(page)

  await field('Function').fill('exit')
  await page.keyboard.press('Enter')
  await expect(page.getByText('The process that the calls share ended with exit code 3.')).toHaveCount(2, {
    timeout: timeLimit(60_000),
  })
  await untilMeasured(page)
  await takePictures(host, 'compare-failed')

  await field('Function').fill('live')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('progressbar', { name: 'Serial' })).toBeVisible()
  await goTo(page, 'Queue')
  await goTo(page, 'Compare')
  await takePictures(host, 'compare-running')
  await page.getByRole('button', { name: 'Stop' }).click()
  await expect(page.getByText('Stopped. The results so far are below.')).toBeVisible()
  await expect(page.getByRole('button', { name: 'Compare' })).toBeEnabled()
})

test('the file is browsed for, and its function chosen by keyboard from what it exports @host', async ({
  page,
  host,
  work,
}) => {
  const file = path.join(work, 'sums.ts')
  writeFileSync(file, 'export const add = (one: number, two = 1): number => one + two\nexport const none = 1\n')
  await goTo(page, 'Compare')
  await closeOutput(page)
  const form = page.getByRole('main').locator('form')
  await chooseModule(host, form, file)
  const name = form.getByRole('combobox', { name: 'Function' })
  await name.fill('a')
  await expect(page.getByRole('option')).toHaveText([/^add/])
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('Enter')
  await expect(name).toHaveValue('add')
  await expect(form).toContainText('one number, two = 1')
  await name.fill('substract')
  await expect(page.getByRole('listbox')).toBeHidden()
  await expect(form).toContainText('The file does not seem to export a function of this name.')
  await takePictures(host, 'compare-not-listed')
  await expectAccessible(page)
  await name.fill('add')
  await form.getByLabel('Arguments (JSON list)').fill('[2]')
  await page.keyboard.press('Enter')
  await untilMeasured(page)
  await expect(page.getByText('The first call returned 3')).toBeVisible()
  await takePictures(host, 'compare-chosen')

  // It is offered again.
  await form.getByLabel('File', { exact: true }).fill('')
  await form.getByRole('button', { name: 'Recent files' }).click()
  await page.getByRole('menuitem', { name: file }).click()
  await expect(form.getByLabel('File', { exact: true })).toHaveValue(file)
})
