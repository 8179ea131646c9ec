import type { Locator, Page } from '@playwright/test'
import { ask } from '../harness/ask.ts'
import { program, submit } from '../harness/runs.ts'
import { expect, test } from '../harness/test.ts'
import { endedRow, goTo, waitUntilIdle } from './window.ts'

const table = (page: Page): Locator => page.getByRole('grid', { name: 'Ended runs' })
const search = (page: Page): Locator => page.getByRole('searchbox', { name: 'Search ended runs' })
const rows = (page: Page): Locator => table(page).locator('[data-key]')

/** Chooses a filter as a person does: the label is what one sees of it. */
const showOnly = (page: Page, filter: string): Promise<void> =>
  page.getByRole('group', { name: 'Which ended runs to show' }).locator('label').filter({ hasText: filter }).click()

/** Runs that end on their own, in order of submission where one slot is all there is. */
async function runAll(page: Page, command: string[], times: number): Promise<void> {
  await submit(page, [program(...command)], times)
  await waitUntilIdle(page)
}

test('1,500 runs are scrolled through to the first while others end, sorted, filtered and searched', async ({
  page,
}) => {
  await ask(page, 'setPoolSize', { size: 16 })
  await submit(page, [{ ...program('echo', 'a needle in the hay'), name: 'oldest' }])
  await waitUntilIdle(page)
  await submit(page, [{ ...program('false'), name: 'early failure' }], 3)
  await waitUntilIdle(page)
  await runAll(page, ['true'], 1_496)
  await goTo(page, 'Queue')
  await expect(page.getByRole('radio', { name: /^All\s*1,500$/ })).toBeAttached()
  await expect(page.getByRole('radio', { name: /^Failed\s*3$/ })).toBeAttached()

  await table(page).focus()
  await expect(async () => {
    await page.keyboard.press('End')
    await expect(endedRow(page, 'oldest')).toBeVisible({ timeout: 300 })
  }).toPass()
  await expect(table(page)).toHaveAttribute('aria-rowcount', '1501')
  await expect(endedRow(page, 'early failure')).toHaveCount(3)

  // What is read stays where it is: the oldest, and what is but some rows from the newest.
  const atTheEnd = await rows(page).allTextContents()
  await runAll(page, ['true'], 20)
  await expect(page.getByRole('radio', { name: /^All\s*1,520$/ })).toBeAttached()
  await expect(rows(page)).toHaveText(atTheEnd)
  await table(page).press('Home')
  for (let pages = 0; pages < 5; pages++) await table(page).press('PageDown')
  await expect(rows(page).first()).not.toContainText('Process-1520')
  const nearTheFirst = await rows(page).allTextContents()
  await runAll(page, ['true'], 20)
  await expect(table(page)).toHaveAttribute('aria-rowcount', '1541')
  await expect(rows(page)).toHaveText(nearTheFirst)

  await table(page).getByRole('button', { name: 'Name' }).click()
  await table(page).press('Home')
  await expect(rows(page).first()).toContainText('early failure')
  await table(page).getByRole('button', { name: 'Ended at' }).click()

  await showOnly(page, 'Failed')
  await expect(rows(page)).toHaveCount(3)
  await showOnly(page, 'Succeeded')
  await expect(table(page)).toHaveAttribute('aria-rowcount', /^1\d\d\d$/)
  await search(page).fill('needle')
  await expect(rows(page)).toHaveCount(1)
  await expect(rows(page)).toContainText('oldest')
  await showOnly(page, 'Failed')
  await expect(page.getByText('No ended run matches')).toBeVisible()
  await page.getByRole('button', { name: 'Show all' }).click()
  await expect(search(page)).toHaveValue('')
  await expect(table(page)).toHaveAttribute('aria-rowcount', /^1\d\d\d$/)
})

test('new runs come to the top, also of a search, and cleared ones go', async ({ page }) => {
  await submit(page, [{ ...program('echo', 'sought'), name: 'first' }])
  await waitUntilIdle(page)
  await goTo(page, 'Queue')
  await search(page).fill('sought')
  await expect(rows(page)).toHaveCount(1)
  await submit(page, [
    { ...program('echo', 'sought'), name: 'second' },
    { ...program('true'), name: 'other' },
  ])
  await expect(rows(page)).toHaveCount(2)
  await expect(rows(page).first()).toContainText('second')
  await endedRow(page, 'second').click()
  await page.keyboard.press('Delete')
  await page.getByRole('dialog', { name: 'Clear second?' }).getByRole('button', { name: 'Clear run' }).click()
  await expect(rows(page)).toHaveCount(1)
  await search(page).fill('')
  await expect(rows(page)).toHaveCount(2)
  await expect(page.getByRole('radio', { name: /^All\s*2$/ })).toBeAttached()
  await page.getByRole('button', { name: 'Clear all' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Clear 2 runs' }).click()
  await expect(page.getByText('No run has ended yet')).toBeVisible()
})
