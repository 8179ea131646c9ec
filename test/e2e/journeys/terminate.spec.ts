import { readFileSync } from 'node:fs'
import type { Page } from '@playwright/test'
import type { RunId } from '../../../src-main/contract/run.ts'
import { ask } from '../harness/ask.ts'
import { processesOf } from '../harness/leftovers.ts'
import { endOf, expectOutput, outputOf, pidOf, shell, submitOne } from '../harness/runs.ts'
import { expect, test } from '../harness/test.ts'

test('Delete on the selected process terminates it, after a question that names it', async ({ page }) => {
  const runId = await submitOne(page, shell('sleep 1000', { name: 'Victim' }))
  const row = page
    .getByRole('treegrid', { name: 'Processes' })
    .getByRole('row', { name: /Victim/ })
    .first()
  await row.click()
  await page.keyboard.press('Delete')
  const question = page.getByRole('dialog')
  await expect(question).toContainText('Victim')
  await question.getByRole('button', { name: 'Terminate' }).click()
  expect((await endOf(page, runId)).outcome).toMatchObject({ kind: 'terminated', exitStatus: { signal: 'SIGTERM' } })
  await expect(row).toBeHidden()
})

test('a process that ignores SIGTERM is killed after the grace period', async ({ page }) => {
  const runId = await submitOne(page, shell(`trap '' TERM; echo ready; while :; do sleep 0.1; done`))
  await expectOutput(page, runId, 'ready')
  const { outcome, took } = await terminate(page, runId)
  expect(outcome).toMatchObject({ kind: 'terminated', exitStatus: { signal: 'SIGKILL' }, survivors: [] })
  expect(took).toBeGreaterThan(4_500)
  expect(took).toBeLessThan(8_000)
})

test('a tree is ended whole: children of the shell, and one that called setsid', async ({ page, work }) => {
  const mark = `${work}/marked`
  const line = `sleep 1000 & sleep 1000 & MARK=${mark} setsid sleep 1000 & MARK=${mark} setsid sh -c 'sleep 1000 & wait' & echo ready; wait`
  const runId = await submitOne(page, shell(line, { environment: { MARK: mark } }))
  await expectOutput(page, runId, 'ready')
  await expect.poll(() => processesOf(mark).filter((text) => text.includes('sleep')).length).toBeGreaterThanOrEqual(4)
  const { outcome } = await terminate(page, runId)
  expect(outcome).toMatchObject({ kind: 'terminated', survivors: [] })
  expect(processesOf(mark)).toEqual([])
})

test('a stopped process is terminated in under a second', async ({ page }) => {
  const runId = await submitOne(page, shell('echo ready; sleep 1000; sleep 1000'))
  await expectOutput(page, runId, 'ready')
  const pid = await pidOf(page, runId)
  await ask(page, 'suspend', { targets: [{ runId }] })
  await expect.poll(() => /State:\t(.)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]).toBe('T')
  const { outcome, took } = await terminate(page, runId)
  expect(outcome.kind).toBe('terminated')
  expect(took).toBeLessThan(1_000)
  expect(await outputOf(page, runId)).toBe('ready\n')
})

async function terminate(page: Page, runId: RunId) {
  const begin = performance.now()
  const [result] = await ask(page, 'terminate', { targets: [{ runId }] })
  const took = performance.now() - begin
  expect(result).toEqual({ runId, ok: true })
  const { outcome } = await endOf(page, runId)
  return { outcome, took }
}
