import type { Page } from '@playwright/test'
import { timeLimit } from '../../machine/time-limit.ts'
import { expect, test } from '../harness/test.ts'
import { processesOf } from '../harness/leftovers.ts'
import { addTask, endedRow, goTo, liveRow, setPoolSize, select } from './window.ts'

/** Answers the question that is asked before processes are ended; until it is gone, nothing behind it counts as shown. */
async function confirm(page: Page, answer: 'Terminate' | 'Kill'): Promise<void> {
  const question = page.getByRole('dialog')
  await question.getByRole('button', { name: answer }).click()
  await expect(question).toBeHidden()
}

/** The commands of this test's runs that live, as the system sees them. */
const sleepers = (work: string): string[] => processesOf(work).filter((line) => line.includes('sleep 1000'))

test('a tree with a child in a session of its own is terminated by Del, nothing is left @host', async ({
  page,
  work,
}) => {
  await addTask(page, { command: 'setsid sleep 1000 & sleep 1000 & sleep 1000 & wait', name: 'tree' })
  await expect(liveRow(page, 'tree')).toContainText('Running')
  await expect.poll(() => sleepers(work).length).toBeGreaterThanOrEqual(3)
  await select(page, 'tree')
  await page.keyboard.press('Delete')
  const question = page.getByRole('dialog')
  await expect(question).toContainText('tree (PID ')
  await confirm(page, 'Terminate')
  await expect.poll(() => sleepers(work)).toEqual([])
  await goTo(page, 'Queue')
  await expect(endedRow(page, 'tree')).toContainText('Terminated')
})

test('a process that ignores SIGTERM is killed after the grace period, or at once by Shift+Del', async ({
  page,
  work,
}) => {
  await setPoolSize(page, 2)
  await addTask(page, { command: `trap '' TERM; while :; do sleep 1000; done`, name: 'stubborn' })
  await addTask(page, { command: `trap '' TERM; while :; do sleep 1000; done`, name: 'resisting' })
  await expect.poll(() => sleepers(work).length).toBeGreaterThanOrEqual(2)
  await select(page, 'stubborn')
  await page.keyboard.press('Delete')
  await confirm(page, 'Terminate')
  await expect(liveRow(page, 'stubborn')).toContainText('Stopping')
  await select(page, 'resisting')
  await page.keyboard.press('Shift+Delete')
  await confirm(page, 'Kill')
  await expect(liveRow(page, 'resisting')).toBeHidden({ timeout: timeLimit(4_000) })
  await expect(liveRow(page, 'stubborn')).toBeHidden()
  expect(sleepers(work)).toEqual([])
})

test('a suspended process is terminated in under a second', async ({ page, work }) => {
  await addTask(page, { command: 'sleep 1000', isArgv: true, name: 'frozen' })
  await select(page, 'frozen')
  await page.getByRole('button', { name: 'Suspend' }).click()
  await expect(liveRow(page, 'frozen')).toContainText('Suspended')
  await page.getByRole('button', { name: 'Terminate' }).click()
  await confirm(page, 'Terminate')
  await expect.poll(() => sleepers(work), { timeout: timeLimit(1_000), intervals: [20] }).toEqual([])
})

test('a run is suspended, resumed and shown by its context menu', async ({ page }) => {
  await addTask(page, { command: 'echo begun; sleep 1000', name: 'menu' })
  const choose = async (name: string): Promise<void> => {
    // Quicker than a hand: the menu of before may still be fading away, and would take the new one with it.
    await expect(page.getByRole('menu')).toHaveCount(0)
    await liveRow(page, 'menu').click({ button: 'right' })
    await page.getByRole('menuitem', { name }).click()
  }
  await choose('Show output')
  await expect(page.getByRole('region', { name: 'Output' }).getByRole('log')).toContainText('begun')
  await choose('Suspend')
  await expect(liveRow(page, 'menu')).toContainText('Suspended')
  await choose('Resume')
  await expect(liveRow(page, 'menu')).toContainText('Running')
})
