import { mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { gunzipSync } from 'node:zlib'
import { timeLimit } from '../../machine/time-limit.ts'
import { expect, test } from '../harness/test.ts'
import { addTask, chartText, endedRow, goTo, setPoolSize, waitUntilIdle } from './window.ts'

test('60 real files are compressed through a pool of 2, each one right', async ({ page, work }) => {
  const folder = path.join(work, 'files')
  mkdirSync(folder)
  const content = (index: number): string => `${String(index).repeat(50)}\n`.repeat(2_000 + index)
  for (let index = 0; index < 60; index++) writeFileSync(path.join(folder, `file ${index}.txt`), content(index))
  await setPoolSize(page, 2)
  // Each run takes the first file that no other has taken: making a folder succeeds once.
  const command = 'for f in *.txt; do mkdir "$f.taken" 2>/dev/null && { gzip -9 -k "$f"; exit; }; done; exit 9'
  await addTask(page, { command, folder, name: 'gzip', times: 60 })
  await waitUntilIdle(page)
  for (let index = 0; index < 60; index++) {
    const result = readFileSync(path.join(folder, `file ${index}.txt.gz`))
    expect(gunzipSync(result).toString(), `file ${index}`).toBe(content(index))
  }
  expect(readdirSync(folder).filter((name) => name.endsWith('.taken'))).toHaveLength(60)
  await goTo(page, 'Queue')
  await expect(page.getByRole('radio', { name: /^Succeeded\s*60$/ })).toBeAttached()
})

test('500 runs go through the queue, and the chart shows it fall to 0', async ({ page }) => {
  await setPoolSize(page, 2)
  // All of them wait before the first one starts: a quick machine ends hundreds in the time that a slow one takes to look.
  await page.getByRole('button', { name: /^Pause the pool/ }).click()
  await addTask(page, { command: 'true', times: 500 })
  await expect.poll(async () => (await chartText(page)).waiting).toBe(500)
  await page.getByRole('button', { name: 'Resume the pool' }).click()
  const seen: number[] = []
  await expect
    .poll(
      async () => {
        const { waiting, running } = await chartText(page)
        seen.push(waiting)
        return waiting + running
      },
      { intervals: [20], timeout: timeLimit(90_000) },
    )
    .toBe(0)
  expect(seen).toEqual(seen.toSorted((a, b) => b - a))
  // On its way, not from 500 to 0 in one step.
  expect(seen.filter((waiting) => waiting > 0 && waiting < 500).length).toBeGreaterThan(2)
})

test('the sample batch of the empty page is real work that succeeds', async ({ page }) => {
  await page.getByRole('button', { name: 'Run a sample batch' }).click()
  await expect.poll(async () => (await chartText(page)).waiting).toBeGreaterThan(10)
  await goTo(page, 'Queue')
  await expect(endedRow(page, 'compress-01')).toContainText('Succeeded', { timeout: timeLimit(60_000) })
  await page.getByRole('button', { name: 'Cancel all' }).click()
  await page
    .getByRole('dialog')
    .getByRole('button', { name: /^Cancel [\d,]+ runs$/ })
    .click()
  await waitUntilIdle(page)
})
