import { writeFileSync } from 'node:fs'
import path from 'node:path'
import { expectAccessible } from '../harness/accessibility.ts'
import { takePictures } from '../harness/pictures.ts'
import { expect, test } from '../harness/test.ts'

test('what is wrong with a task is said at its field while one types, and nothing is added', async ({
  page,
  host,
  work,
}) => {
  const file = path.join(work, 'a-file')
  writeFileSync(file, '')
  await page.keyboard.press('Control+n')
  const dialog = page.getByRole('dialog', { name: 'New task' })
  await expect(dialog).toBeVisible()
  await page.keyboard.press('Control+Enter')
  await expect(dialog).toContainText('Type the command to run.')
  await dialog.getByLabel('Command', { exact: true }).fill('true')
  await dialog.getByLabel('Folder', { exact: true }).fill('/no/such/folder')
  await expect(dialog).toContainText('does not exist')
  await dialog.getByLabel('Folder', { exact: true }).fill(file)
  await expect(dialog).toContainText('is a file')
  await dialog.getByLabel('Name', { exact: true }).fill('x'.repeat(10_000))
  await expect(dialog).toContainText('A name has at most 200 characters.')
  await dialog.getByRole('button', { name: 'Add variable' }).click()
  await dialog.getByLabel('Name of variable 1').fill('A=B')
  await expect(dialog).toContainText('cannot contain “=”')
  await takePictures(host, 'new-task-errors')
  await expectAccessible(page)
  await page.keyboard.press('Control+Enter')
  await expect(dialog).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(page.getByRole('contentinfo')).toContainText('0 running')
  await expect(page.getByRole('contentinfo')).toContainText('0 waiting')
})
