import { readFileSync } from 'node:fs'
import path from 'node:path'
import type { Page } from '@playwright/test'
import type { RunId } from '../../../src-main/contract/run.ts'
import { takePictures } from '../harness/pictures.ts'
import { ask } from '../harness/ask.ts'
import { expect, test } from '../harness/test.ts'
import { endedRow, goTo, waitUntilIdle } from './window.ts'

const canary = 'canary-7f3a91'

/** Everything that the page holds as text: what is shown, every field's value and every attribute. */
function everythingIn(page: Page): Promise<string> {
  return page.evaluate(() => {
    const values = [...document.querySelectorAll('input, textarea')].map((field) => (field as HTMLInputElement).value)
    const stored = [localStorage, sessionStorage].map((storage) => JSON.stringify(storage))
    return [document.documentElement.outerHTML, ...values, ...stored].join('\n')
  })
}

/** What the host answers of everything that it knows of a run. */
async function everyAnswer(page: Page, runId: RunId): Promise<string> {
  return JSON.stringify([
    await ask(page, 'describeRun', { runId }),
    await ask(page, 'listHistory', { count: 10 }),
    await ask(page, 'listQueue', { offset: 0, count: 10 }),
    await ask(page, 'listLive', {}),
  ])
}

test('a secret reaches the program, and after that is in no answer and nowhere in the page', async ({
  page,
  host,
  work,
}) => {
  await page.keyboard.press('Control+n')
  const dialog = page.getByRole('dialog', { name: 'New task' })
  await dialog.getByLabel('Command', { exact: true }).fill('printf %s "$TOKEN" > received')
  await dialog.getByLabel('Folder', { exact: true }).fill(work)
  await dialog.getByLabel('Name', { exact: true }).fill('secretive')
  await dialog.getByRole('button', { name: 'Add variable' }).click()
  await dialog.getByLabel('Name of variable 1').fill('TOKEN')
  await dialog.getByRole('button', { name: 'Secret: variable 1' }).click()
  const value = dialog.getByLabel('Value of variable 1')
  await value.fill(canary)
  await expect(value).toHaveAttribute('type', 'password')
  await dialog.getByRole('button', { name: 'Show secret 1' }).click()
  await expect(value).toHaveAttribute('type', 'text')
  await dialog.getByLabel('Name of variable 1').focus()
  await expect(value).toHaveAttribute('type', 'password')
  await takePictures(host, 'new-task-secret')
  await page.keyboard.press('Control+Enter')
  await expect(dialog).toBeHidden()
  await waitUntilIdle(page)
  expect(readFileSync(path.join(work, 'received'), 'utf8')).toBe(canary)

  await goTo(page, 'Queue')
  await endedRow(page, 'secretive').dblclick()
  const runId = Number(await endedRow(page, 'secretive').getAttribute('data-key')) as RunId
  expect(await everythingIn(page)).not.toContain(canary)
  expect(await everyAnswer(page, runId)).not.toContain(canary)

  await endedRow(page, 'secretive').click({ button: 'right' })
  await page.getByRole('menuitem', { name: 'Edit and run again' }).click()
  await expect(dialog.getByLabel('Value of variable 1')).toHaveValue('')
  await page.keyboard.press('Control+Enter')
  await expect(dialog).toContainText('Type the secret value')
  expect(await everythingIn(page)).not.toContain(canary)
  await dialog.getByLabel('Value of variable 1').fill('another one')
  await page.keyboard.press('Control+Enter')
  await expect(dialog).toBeHidden()
  await waitUntilIdle(page)
  expect(readFileSync(path.join(work, 'received'), 'utf8')).toBe('another one')
  await expect(endedRow(page, 'secretive')).toHaveCount(2)
  await endedRow(page, 'secretive').last().click()
  await page.getByRole('button', { name: 'Run again' }).click()
  await expect.poll(() => readFileSync(path.join(work, 'received'), 'utf8')).toBe(canary)
})

test('pasted lines that look like secrets are covered at once', async ({ page }) => {
  await page.keyboard.press('Control+n')
  const dialog = page.getByRole('dialog', { name: 'New task' })
  await dialog.getByRole('button', { name: 'Add variable' }).click()
  await dialog.getByLabel('Name of variable 1').evaluate((field) => {
    const clipboardData = new DataTransfer()
    clipboardData.setData('text/plain', 'HOST=here\nAPI_KEY=abc\nPEM_SECRET="line 1\nline 2"\n')
    field.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }))
  })
  const lock = (row: number) => dialog.getByRole('button', { name: `Secret: variable ${row}` })
  await expect(lock(1)).toHaveAttribute('aria-pressed', 'false')
  await expect(lock(2)).toHaveAttribute('aria-pressed', 'true')
  await expect(dialog.getByLabel('Value of variable 2')).toHaveAttribute('type', 'password')
  await expect(dialog.getByLabel('Value of variable 3')).toHaveCSS('-webkit-text-security', 'disc')
  await expect(dialog.getByLabel('Value of variable 3')).toHaveValue('line 1\nline 2')
  await expect(dialog).toContainText('Secret values are stored encrypted')
  await lock(2).click()
  await expect(dialog.getByLabel('Value of variable 2')).toHaveValue('abc')
})
