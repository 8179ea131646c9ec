import { writeFileSync } from 'node:fs'
import path from 'node:path'
import type { Locator, Page } from '@playwright/test'
import type { Json } from '../../../src-main/contract/json.ts'
import type { RunId } from '../../../src-main/contract/run.ts'
import { expectAccessible } from '../harness/accessibility.ts'
import { takePictures } from '../harness/pictures.ts'
import { submitOne } from '../harness/runs.ts'
import { expect, test } from '../harness/test.ts'
import { endedRow, goTo, setPoolSize } from './window.ts'

const functions = `
import { setTimeout } from 'node:timers/promises'
import { Queue } from 'forkyard'
export async function produce(name, items, maxsize, pause = 0) {
  const queue = await Queue.open(name, maxsize)
  for (let item = 0; item < items; item++) {
    await queue.put(item)
    if (pause > 0) await setTimeout(pause)
  }
}
export async function consume(name, pause = 0) {
  const queue = await Queue.open(name)
  console.log('consuming', name)
  for await (const item of queue) if (pause > 0) await setTimeout(pause)
}
export async function many(count) {
  for (let at = 0; at < count; at++) await (await Queue.open('queue ' + at, 10)).put(at)
}
`

const table = (page: Page): Locator => page.getByRole('grid', { name: 'Message queues' })
const row = (page: Page, name: string): Locator => table(page).locator('[data-key]').filter({ hasText: name })
const detail = (page: Page, name: string): Locator => page.getByRole('region', { name: `Message queue ${name}` })

/** Calls functions of the test's own module as tasks. */
function caller(page: Page, work: string): (task: string, name: string, ...args: Json[]) => Promise<RunId> {
  const module = path.join(work, 'work.mjs')
  writeFileSync(module, functions)
  return (task, name, ...args) =>
    submitOne(page, { name: task, folder: work, command: { kind: 'function', module, name, args } })
}

async function choose(page: Page, name: string, action: string): Promise<void> {
  // Quicker than a hand: the menu of before may still be fading away, and would take the new one with it.
  await expect(page.getByRole('menu')).toHaveCount(0)
  await row(page, name).click({ button: 'right' })
  await page.getByRole('menuitem', { name: action }).click()
}

test('a page without message queues says what they are, and has an example to copy', async ({ page }) => {
  await page.keyboard.press('Control+3')
  await expect(page.getByRole('heading', { name: 'Message queues', level: 1 })).toBeVisible()
  await expect(page.getByText('No message queue is open')).toBeVisible()
  await expect(page.getByRole('region', { name: 'Example' })).toContainText(
    "const lines = await Queue.open('lines', 10)",
  )
  await page.getByRole('button', { name: 'Copy', exact: true }).click()
  await expect(page.getByRole('region', { name: 'Messages' })).toContainText('Copied')
})

test('queues are seen with depth, who waits and what goes through, and are closed and removed', async ({
  page,
  host,
  work,
}) => {
  await setPoolSize(page, 8)
  const call = caller(page, work)
  await call('full producer', 'produce', 'bounded', 50, 10)
  await call('first consumer', 'consume', 'idle')
  await call('second consumer', 'consume', 'idle')
  await call('steady producer', 'produce', 'lines', 100_000, 0, 20)
  await call('steady consumer', 'consume', 'lines', 15)
  await call('filler', 'produce', 'stored', 1_234, 0)
  await goTo(page, 'Message queues')

  await expect(row(page, 'bounded')).toContainText('of 10')
  await expect(row(page, 'bounded')).toContainText('1 waits to put')
  await expect(row(page, 'idle')).toContainText('2 wait to get')
  await expect(row(page, 'idle')).toContainText('no limit')
  await expect(row(page, 'stored')).toContainText('1,234')
  await expect(page.getByRole('link', { name: /^Message queues/ })).toContainText('4')
  // It goes through at some 50 a second: the last second is shown, not the whole.
  await expect(row(page, 'lines').getByRole('gridcell').nth(3)).toHaveText(/^[1-9]\d$/)

  await table(page).focus()
  await page.keyboard.press('Home')
  await expect(row(page, 'bounded')).toHaveAttribute('aria-selected', 'true')
  await expect(detail(page, 'bounded')).toContainText('Room for 10 messages')
  await expect(detail(page, 'bounded').getByRole('img')).toHaveAccessibleName(/^Depth of bounded .* now 10/)
  await expect(detail(page, 'bounded').getByRole('region', { name: 'Waiting to put' })).toContainText('full producer')
  await page.keyboard.press('ArrowDown')
  const takers = detail(page, 'idle').getByRole('region', { name: 'Waiting to get' })
  await expect(takers.getByRole('button')).toHaveCount(2)
  await page.keyboard.press('Enter')
  await page.keyboard.press('ArrowDown')
  // Whichever of the two began to wait later.
  const second = takers.getByRole('button').nth(1)
  await expect(second).toBeFocused()
  await page.keyboard.press('Enter')
  const output = page.getByRole('region', { name: 'Output' })
  await expect(output).toContainText((await second.locator('span').first().textContent()) ?? '–')
  await expect(output.getByRole('log')).toContainText('consuming idle')

  await row(page, 'lines').click()
  await takePictures(host, 'message-queues-full')
  await page.getByRole('button', { name: 'Close the panel' }).click()
  await row(page, 'bounded').click()
  await takePictures(host, 'message-queues-bounded')
  await expectAccessible(page)

  await table(page).getByRole('button', { name: 'Depth' }).click()
  await expect(table(page).locator('[data-key]').first()).toContainText('stored')

  await choose(page, 'stored', 'Close')
  await expect(row(page, 'stored')).toContainText('Closed')
  await expect(page.getByRole('toolbar').getByRole('button', { name: 'Close' })).toBeDisabled()
  await choose(page, 'stored', 'Copy name')
  await expect(page.getByRole('region', { name: 'Messages' })).toContainText('Copied')

  await row(page, 'stored').click()
  await page.keyboard.press('Delete')
  const question = page.getByRole('dialog')
  await expect(question).toContainText('1,234 messages are dropped')
  await takePictures(host, 'message-queues-question')
  await question.getByRole('button', { name: 'Cancel' }).click()
  await expect(question).toBeHidden()
  await expect(row(page, 'stored')).toBeVisible()
  await page.getByRole('toolbar').getByRole('button', { name: 'Remove' }).click()
  await question.getByRole('button', { name: 'Remove' }).click()
  await expect(page.getByRole('region', { name: 'Messages' })).toContainText('1,234 messages were dropped')
  await expect(row(page, 'stored')).toHaveCount(0)

  // Closed while two wait and nothing is in it: they end as consumers do, and the queue is gone.
  await row(page, 'idle').click()
  await page.getByRole('toolbar').getByRole('button', { name: 'Close' }).click()
  await expect(row(page, 'idle')).toHaveCount(0)
  await goTo(page, 'Queue')
  await expect(endedRow(page, 'second consumer')).toContainText('Succeeded')
})

test('two hundred are scrolled through, and several removed at once', async ({ page, host, work }) => {
  const call = caller(page, work)
  await call('maker', 'many', 200)
  await goTo(page, 'Message queues')
  await expect(table(page)).toHaveAttribute('aria-rowcount', '201')
  await table(page).focus()
  await page.keyboard.press('End')
  await expect(row(page, 'queue 199')).toBeVisible()
  await expect(detail(page, 'queue 199')).toBeVisible()
  await takePictures(host, 'message-queues-200')

  await page.keyboard.press('End')
  await page.keyboard.press('Shift+ArrowUp')
  await page.keyboard.press('Shift+ArrowUp')
  await page.keyboard.press('Delete')
  const question = page.getByRole('dialog', { name: 'Remove 3 message queues?' })
  await expect(question).toContainText('3 messages are dropped')
  await expect(question.getByRole('listitem')).toHaveText([197, 198, 199].map((at) => `queue ${String(at)}: 1 message`))
  await question.getByRole('button', { name: 'Remove' }).click()
  await expect(table(page)).toHaveAttribute('aria-rowcount', '198')
  await expect(page.getByRole('region', { name: 'Messages' })).toContainText('3 messages were dropped')
  await page.keyboard.press('End')
  await expect(row(page, 'queue 196')).toHaveAttribute('aria-selected', 'true')
})
