import { randomBytes } from 'node:crypto'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import type { Page } from '@playwright/test'
import type { EndedRun } from '../../../src-main/contract/run.ts'
import { ask } from '../harness/ask.ts'
import { endOf, hasStarted, program, submit } from '../harness/runs.ts'
import { expect, test } from '../harness/test.ts'

const emptied = 'Queue depth: 0 waiting, 0 running'
const chart = (page: Page) => page.getByRole('img', { name: /^Queue depth:/ })

test('60 files are compressed through a pool of 2, each of them right', async ({ page, work }) => {
  const folder = `${work}/files`
  mkdirSync(folder)
  const files = Array.from({ length: 60 }, (_, index) => {
    const name = `${folder}/file ${index} é.txt`
    const content = Buffer.from(
      randomBytes(20_000)
        .toString('base64')
        .repeat(1 + (index % 5)),
    )
    writeFileSync(name, content)
    return { name, content }
  })
  await setSize(page, 2)
  const runIds = await submit(
    page,
    files.map(({ name }) => program('gzip', '-k', name)),
  )
  const runs = await Promise.all(runIds.map((runId) => endOf(page, runId)))
  expect(runs.filter(({ outcome }) => outcome.kind !== 'succeeded')).toEqual([])
  for (const { name, content } of files) {
    expect(gunzipSync(readFileSync(`${name}.gz`)).equals(content), name).toBe(true)
    expect(readFileSync(name).equals(content), name).toBe(true)
  }
  expectNeverMore(runs, [{ at: 0, size: 2 }])
  await expect(chart(page)).toHaveAccessibleName(emptied)
})

test('500 runs of true: the chart’s depth rises and falls to 0', async ({ page }) => {
  await ask(page, 'pausePool', {})
  const runIds = await submit(page, [program('true')], 500)
  await expect(chart(page)).toHaveAccessibleName('Queue depth: 500 waiting, 0 running')
  await page.getByRole('button', { name: /^Resume the pool/ }).click()
  await expect(chart(page)).toHaveAccessibleName(emptied, { timeout: 30_000 })
  const last = runIds.at(-1)
  if (last !== undefined) expect((await endOf(page, last)).outcome.kind).toBe('succeeded')
})

test('the pool’s size holds while it is changed: 1, then 10, then 2', async ({ page }) => {
  await setSize(page, 1)
  const sizes = [{ at: 0, size: 1 }]
  const runIds = await submit(page, [program('sleep', '1')], 20)
  await expect(chart(page)).toHaveAccessibleName('Queue depth: 19 waiting, 1 running')
  sizes.push({ at: Date.now(), size: 10 })
  await setSize(page, 10)
  // A run has its slot before its process is there: what is under way when the size is lowered still starts.
  await Promise.all(runIds.slice(0, 10).map((runId) => hasStarted(page, runId)))
  await setSize(page, 2)
  sizes.push({ at: Date.now(), size: 2 })
  const runs = await Promise.all(runIds.map((runId) => endOf(page, runId)))
  expect(runs).toHaveLength(20)
  expectNeverMore(runs, sizes)
})

/** Through the window's own field. */
async function setSize(page: Page, size: number): Promise<void> {
  const field = page.getByRole('spinbutton', { name: 'Maximum size' })
  await field.fill(String(size))
  await field.press('Enter')
  await expect(page.getByRole('region', { name: 'Pool' })).toContainText(new RegExp(`of ${size} running`))
}

/** At the moment in which each run started, fewer than the size at that moment were live. */
function expectNeverMore(runs: EndedRun[], sizes: { at: number; size: number }[]): void {
  for (const { runId, startedAt = 0 } of runs) {
    const size = sizes.findLast(({ at }) => at <= startedAt)?.size ?? 0
    const live = runs.filter(
      (other) =>
        other.runId < runId &&
        other.startedAt !== undefined &&
        other.startedAt <= startedAt &&
        other.endedAt > startedAt,
    )
    expect(live.length, `live when run ${runId} started`).toBeLessThan(size)
  }
}
