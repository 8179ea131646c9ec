import type { Locator, Page } from '@playwright/test'
import { expectAccessible } from '../harness/accessibility.ts'
import { ask } from '../harness/ask.ts'
import { takePictures } from '../harness/pictures.ts'
import { program, submit } from '../harness/runs.ts'
import { expect, test } from '../harness/test.ts'
import { goTo, waitUntilIdle } from './window.ts'

const question = (page: Page, name: string): Locator => page.getByRole('dialog', { name })
const button = (within: Locator, name: string): Locator => within.getByRole('button', { name, exact: true })

/** Every row of a table, by the keyboard. */
async function selectAll(page: Page, table: Locator): Promise<void> {
  await table.locator('[data-key]').first().click()
  await page.keyboard.press('ControlOrMeta+a')
}

/** Del asks; Enter and Escape leave everything as it is, and the keyboard goes on in the table. */
async function expectHarmless(page: Page, table: Locator, asked: Locator, keep: string): Promise<void> {
  for (const key of ['Enter', 'Escape']) {
    await page.keyboard.press('Delete')
    await expect(button(asked, keep)).toBeFocused()
    await page.keyboard.press(key)
    await expect(asked).toBeHidden()
    await expect(table).toBeFocused()
  }
}

test('clearing several asks, keys held down answer nothing, and only the named button clears', async ({
  page,
  host,
}) => {
  await submit(page, [program('true')], 12)
  await waitUntilIdle(page)
  await goTo(page, 'Queue')
  const table = page.getByRole('grid', { name: 'Ended runs' })
  const rows = table.locator('[data-key]')
  await expect(rows).toHaveCount(12)
  await selectAll(page, table)
  const asked = question(page, 'Clear 12 ended runs?')
  await expectHarmless(page, table, asked, 'Cancel')

  // Held down: Delete in the table, and Enter in the menu, go on repeating into the question.
  for (let times = 0; times < 3; times++) await page.keyboard.down('Delete')
  await page.keyboard.up('Delete')
  await expect(asked).toContainText('Deletes 12 runs and their output. This cannot be undone.')
  await takePictures(host, 'question-clear')
  await expectAccessible(page)
  await page.keyboard.press('Escape')
  await expect(table).toBeFocused()
  await page.keyboard.press('Shift+F10')
  await page.getByRole('menuitem', { name: 'Clear' }).focus()
  await page.keyboard.down('Enter')
  await expect(button(asked, 'Cancel')).toBeFocused()
  for (let times = 0; times < 3; times++) await page.keyboard.down('Enter')
  await page.keyboard.up('Enter')
  await expect(asked).toBeVisible()
  expect((await ask(page, 'listHistory', { count: 50 })).runs).toHaveLength(12)

  // One ends while the question is open: it was not asked about.
  const runIds = await submit(page, [{ ...program('true'), name: 'later' }])
  await ask(page, 'waitForRuns', { runIds, wait: 20_000 })
  await button(asked, 'Clear 12 runs').click()
  await expect(rows).toHaveCount(1)
  await expect(rows).toContainText('later')
})

test('cancelling several waiting runs and ending several processes ask with their number', async ({ page, host }) => {
  await ask(page, 'setPoolSize', { size: 2 })
  await submit(page, [{ command: { kind: 'shell', line: 'sleep 1000 & sleep 1000; wait' }, name: 'sleeper' }], 2)
  await submit(page, [program('true')], 3)
  const processes = page.getByRole('treegrid', { name: 'Processes' })
  await expect(processes.locator('[data-key]')).toHaveCount(6)
  await selectAll(page, processes)
  const ending = question(page, 'Terminate 2 runs (6 processes)?')
  await expectHarmless(page, processes, ending, 'Cancel')
  await page.getByRole('button', { name: 'Terminate' }).click()
  await expect(ending).toContainText('kills what is left after 5 s')
  await takePictures(host, 'question-terminate')
  await page.keyboard.press('Escape')

  await goTo(page, 'Queue')
  const waiting = page.getByRole('grid', { name: 'Waiting runs' })
  await selectAll(page, waiting)
  const cancelling = question(page, 'Cancel 3 waiting runs?')
  await expectHarmless(page, waiting, cancelling, 'Keep them')
  await page.getByRole('button', { name: 'Cancel all' }).click()
  await takePictures(host, 'question-cancel')
  await button(cancelling, 'Cancel 3 runs').click()
  await expect(page.getByRole('radio', { name: /^Cancelled\s*3$/ })).toBeAttached()

  await goTo(page, 'Processes')
  await selectAll(page, processes)
  await page.keyboard.press('Shift+Delete')
  await button(question(page, 'Kill 2 runs (6 processes)?'), 'Kill 2 runs').click()
  await expect(processes.locator('[data-key]')).toHaveCount(0)
})
