import { existsSync } from 'node:fs'
import { expect, test } from '../harness/test.ts'
import { processesOf } from '../harness/leftovers.ts'
import { addTask, chartText, setPoolSize, waitUntilIdle } from './window.ts'

/** PIDs of the `sleep 1` that live now, as the system sees them. */
const alive = (work: string): Set<string> =>
  new Set(
    processesOf(work)
      .filter((line) => / sleep 1 ?$/.test(line))
      .map((line) => line.split(' ')[0] ?? ''),
  )

test('20 × sleep 1 with pool size 1, then 10, then 2: none starts while as many live as the size allows', async ({
  page,
  work,
}) => {
  let size = 1
  const watching = new AbortController()
  const faults: string[] = []
  let most = 0
  await setPoolSize(page, 1)
  const watch = (async () => {
    let before = new Set<string>()
    while (!watching.signal.aborted) {
      const allowed = size
      // Those of one moment: while all processes are looked at, some end and others take their slots.
      const seen = alive(work)
      const now = new Set([...seen].filter((pid) => existsSync(`/proc/${pid}`)))
      const started = [...now].filter((pid) => !before.has(pid))
      // While the size is being changed either may hold: `size` is raised before and lowered after the change.
      if (started.length > 0 && now.size > Math.max(allowed, size)) {
        faults.push(`${started.length} started, ${now.size} live, size ${size}`)
      }
      most = Math.max(most, now.size)
      before = now
      await new Promise((resolve) => setTimeout(resolve, 15))
    }
  })()
  await addTask(page, { command: 'sleep 1', isArgv: true, times: 20 })
  await expect.poll(async () => (await chartText(page)).waiting).toBeLessThan(19)
  size = 10
  await setPoolSize(page, 10)
  await expect.poll(() => alive(work).size, { intervals: [20] }).toBe(10)
  await setPoolSize(page, 2)
  await expect.poll(async () => (await chartText(page)).running).toBeLessThanOrEqual(2)
  size = 2
  await waitUntilIdle(page)
  watching.abort()
  await watch
  expect(faults).toEqual([])
  expect(most).toBe(10)
})

test('a pool size that is none is refused where it is typed, and the pool keeps its own', async ({ page }) => {
  const field = page.getByRole('spinbutton', { name: 'Pool size' })
  const before = await field.inputValue()
  for (const wrong of ['0', '-1', '1.5', '1025', '1e9', '']) {
    await field.fill(wrong)
    await expect(page.getByRole('alert').filter({ hasText: 'A whole number from 1 to 1,024' }), wrong).toBeVisible()
    await field.press('Enter')
    await field.press('Escape')
  }
  await page.reload()
  await expect(field).toHaveValue(before)
})

test('a paused pool starts nothing until it is resumed', async ({ page }) => {
  await page.getByRole('button', { name: /^Pause the pool/ }).click()
  await addTask(page, { command: 'true', times: 3 })
  await expect.poll(async () => (await chartText(page)).waiting).toBe(3)
  await page.getByRole('button', { name: 'Resume the pool' }).click()
  await waitUntilIdle(page)
})
