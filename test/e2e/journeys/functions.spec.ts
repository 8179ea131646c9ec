import { writeFileSync } from 'node:fs'
import path from 'node:path'
import type { Locator, Page } from '@playwright/test'
import { expectAccessible } from '../harness/accessibility.ts'
import { takePictures } from '../harness/pictures.ts'
import { expect, test } from '../harness/test.ts'
import { chooseModule, dismissToasts, endedRow, goTo, showEndedOutput, waitUntilIdle } from './window.ts'

const script = `
export interface Size { width: number; height: number }
export function resize(file: string, size: Size, scale = 1, ...tags: string[]) {
  console.log('resizing ' + file)
  return { file, size, scale, tags, pixels: Array.from({ length: 250 }, (_, at) => at) }
}
export const refuse = (why: string) => { throw new RangeError('no such size: ' + why, { cause: new Error('the disk') }) }
export const nothing = () => {}
export const large = () => 'x'.repeat(2_000_000)
export const wait = () => new Promise<never>(() => setInterval(() => undefined, 1_000))
`
const python = `
def average(values: list, digits: int = 2):
    return round(sum(values) / len(values), digits)
`

test('a function is chosen from its file, filled in by keyboard, and its result is seen @host', async ({
  page,
  host,
  work,
}) => {
  const file = path.join(work, 'work.ts')
  writeFileSync(file, script)
  const dialog = await openForm(page)
  await page.keyboard.press('Control+Enter')
  await expect(dialog).toContainText('Choose the file that the function is in.')
  await expect(dialog).toContainText('Choose the function, or type its name.')
  await dialog.getByLabel('File', { exact: true }).fill(path.join(work, 'none.ts'))
  await expect(dialog).toContainText('does not exist')
  await chooseModule(host, dialog, file)

  await dialog.getByRole('combobox', { name: 'Function' }).fill('res')
  await expect(page.getByRole('option')).toHaveText([/^resize/])
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('Enter')
  await expect(dialog.getByRole('combobox', { name: 'Function' })).toHaveValue('resize')
  await dialog.getByRole('textbox', { name: 'file', exact: true }).focus()
  await page.keyboard.type('a.png')
  await page.keyboard.press('Tab')
  await page.keyboard.type('{"width": 3, "height": 2}')
  await page.keyboard.press('Tab')
  await page.keyboard.press('Tab')
  await page.keyboard.press('Enter')
  await page.keyboard.type('"12"')
  await expect(dialog.getByLabel('tags, argument 4')).toHaveValue('"12"')
  for (const reading of ['text', 'object', 'null'])
    await expect(dialog.getByText(reading, { exact: true }).first()).toBeVisible()
  await expect(dialog.locator('[data-call]')).toContainText('#resize("a.png", {"width":3,"height":2}, null, "12")')
  await takePictures(host, 'function-form')
  await expectAccessible(page)
  await page.keyboard.press('Control+Enter')
  await expect(dialog).toBeHidden()
  await waitUntilIdle(page)

  const panel = await showEndedOutput(page, 'resize')
  const tree = panel.getByRole('tree', { name: /^Result of/ })
  await expect(tree).toContainText('"a.png"')
  await tree.focus()
  await page.keyboard.press('End')
  await page.keyboard.press('ArrowRight')
  await page.keyboard.press('End')
  await page.keyboard.press('ArrowRight')
  await page.keyboard.press('End')
  await expect(tree.getByRole('treeitem', { selected: true })).toHaveText('249:249')
  await page.keyboard.press('ArrowLeft')
  await page.keyboard.press('ArrowLeft')
  await page.keyboard.press('Home')
  await dismissToasts(page)
  await takePictures(host, 'function-result')
  await expectAccessible(page)
  await panel.getByRole('radio', { name: 'Result' }).focus()
  await page.keyboard.press('ArrowLeft')
  await expect(panel.getByRole('log')).toContainText('resizing a.png')

  await endedRow(page, 'resize').click({ button: 'right' })
  await page.getByRole('menuitem', { name: 'Edit and run again…' }).click()
  await expect(dialog.getByLabel('File', { exact: true })).toHaveValue(file)
  await expect(dialog.getByRole('textbox', { name: 'size', exact: true })).toHaveValue('{"width":3,"height":2}')
  await expect(dialog.getByLabel('tags, argument 4')).toHaveValue('"12"')
  await page.keyboard.press('Escape')
})

test('what a function throws is seen with its stack and its cause', async ({ page, host, work }) => {
  const file = path.join(work, 'work.ts')
  writeFileSync(file, script)
  await call(page, file, 'refuse', 'too <b>large</b>')
  await waitUntilIdle(page)
  await goTo(page, 'Queue')
  await expect(endedRow(page, 'refuse')).toContainText('RangeError: no such size: too <b>large</b>')
  const panel = await showEndedOutput(page, 'refuse')
  await expect(panel).toContainText('RangeError: no such size: too <b>large</b>')
  await expect(panel).toContainText(/at .*refuse.*work\.ts:7/)
  await expect(panel).toContainText('Caused by Error: the disk')
  await dismissToasts(page)
  await takePictures(host, 'function-error')
  await expectAccessible(page)
})

test('a function of Python returns, and tells of its traceback', async ({ page, host, work }) => {
  const file = path.join(work, 'work.py')
  writeFileSync(file, python)
  await call(page, file, 'average', '[1, 2, 4]')
  await waitUntilIdle(page)
  let panel = await showEndedOutput(page, 'average')
  await expect(panel.getByLabel(/^Result of/)).toHaveText('2.33')
  await call(page, file, 'average', '[]')
  await waitUntilIdle(page)
  await goTo(page, 'Queue')
  await endedRow(page, 'ZeroDivisionError').dblclick()
  panel = page.getByRole('region', { name: 'Output' })
  await expect(panel).toContainText('Traceback (most recent call last)')
  await expect(panel).toContainText('in average')
  await dismissToasts(page)
  await takePictures(host, 'function-traceback')
})

test('nothing, too much and what has not returned yet are told as what they are', async ({ page, work }) => {
  const file = path.join(work, 'work.ts')
  writeFileSync(file, script)
  await call(page, file, 'nothing')
  await call(page, file, 'large')
  await waitUntilIdle(page)
  await expect(await showEndedOutput(page, '#nothing')).toContainText('It returned nothing.')
  await expect(await showEndedOutput(page, '#large')).toContainText('Its result was not kept')
  await call(page, file, 'wait')
  await goTo(page, 'Processes')
  await page
    .getByRole('treegrid', { name: 'Processes' })
    .getByRole('row')
    .filter({ hasText: '#wait' })
    .first()
    .dblclick()
  const panel = page.getByRole('region', { name: 'Output' })
  await panel.getByText('Result', { exact: true }).click()
  await expect(panel).toContainText('It has not returned yet.')
})

test('a file that does not parse takes a name by hand, and says where', async ({ page, host, work }) => {
  const file = path.join(work, 'wrong.py')
  writeFileSync(file, 'def average(:\n    pass\n')
  const dialog = await openForm(page)
  await dialog.getByLabel('File', { exact: true }).fill(file)
  await expect(dialog).toContainText('line 1, column')
  await dialog.getByRole('combobox', { name: 'Function' }).fill('average')
  await dialog.getByRole('button', { name: 'Add argument' }).click()
  await page.keyboard.type('1')
  await expect(dialog.locator('[data-call]')).toContainText('wrong.py:average(1)')
  await takePictures(host, 'function-not-parsed')
  await expectAccessible(page)
})

async function openForm(page: Page): Promise<Locator> {
  await page.keyboard.press('Control+n')
  const dialog = page.getByRole('dialog', { name: 'New task' })
  await dialog.getByText('Function', { exact: true }).click()
  // It takes the focus a moment after it is there, and would take it from a field that was filled by then.
  await expect(dialog.getByLabel('File', { exact: true })).toBeFocused()
  return dialog
}

async function call(page: Page, file: string, name: string, ...args: string[]): Promise<void> {
  const dialog = await openForm(page)
  await dialog.getByLabel('File', { exact: true }).fill(file)
  await dialog.getByRole('combobox', { name: 'Function' }).fill(name)
  const fields = dialog.locator('[data-argument] textarea')
  if (args.length > 0) await expect(fields.first()).toBeVisible()
  for (const [at, text] of args.entries()) await fields.nth(at).fill(text)
  await page.keyboard.press('Control+Enter')
  await expect(dialog).toBeHidden()
}
