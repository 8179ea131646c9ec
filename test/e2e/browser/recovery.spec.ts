import type { Page } from '@playwright/test'
import type { EndedRun } from '../../../src-main/contract/run.ts'
import type { Recovery, Snapshot } from '../../../src-main/contract/snapshot.ts'
import { expectAccessible } from '../harness/accessibility.ts'
import { ask } from '../harness/ask.ts'
import { takePictures } from '../harness/pictures.ts'
import { program, submit } from '../harness/runs.ts'
import { expect, test } from '../harness/test.ts'
import { endedRow, waitUntilIdle } from '../journeys/window.ts'

/** What of a message between page and host is read here. */
interface Message {
  id?: number
  name?: string
  answer?: { ok: boolean; value: Snapshot }
}

/** Has the page told of a recovery by the snapshot that it takes, its last two ended runs lost; resolves with what it asks for. */
async function recover(page: Page, found: Omit<Recovery, 'lost'>): Promise<string[]> {
  const asked: string[] = []
  const subscriptions = new Set<number>()
  await page.routeWebSocket(/\/ws$/, (socket) => {
    const host = socket.connectToServer()
    socket.onMessage((text) => {
      const { id, name } = JSON.parse(String(text)) as Message
      if (name !== undefined) asked.push(name)
      if (name === 'subscribe' && id !== undefined) subscriptions.add(id)
      host.send(text)
    })
    host.onMessage((text) => {
      const message = JSON.parse(String(text)) as Message
      if (message.id === undefined || !subscriptions.delete(message.id) || !message.answer) {
        socket.send(text)
        return
      }
      const snapshot = message.answer.value
      const lost = snapshot.ended.slice(0, 2).map(asLost)
      const recovery: Recovery = { ...found, lost: lost.map(({ runId }) => runId) }
      message.answer.value = { ...snapshot, ended: [...lost, ...snapshot.ended.slice(2)], recovery }
      for (const pool of message.answer.value.pools) pool.ended.lost = 2
      socket.send(JSON.stringify(message))
    })
  })
  await page.reload()
  return asked
}

function asLost(run: EndedRun): EndedRun {
  const reason = 'The machine was restarted while it ran.'
  return { ...run, outcome: { kind: 'lost', code: 'machine-restarted', reason } }
}

test.beforeEach(async ({ page }) => {
  await submit(page, [{ ...program('true'), name: 'training' }], 3)
  await waitUntilIdle(page)
})

test('what was recovered and what was lost is said above every page, with what can be done', async ({ page, host }) => {
  await ask(page, 'pausePool', {})
  const asked = await recover(page, { at: Date.now(), running: 3, ended: 1, requeued: 2, isPaused: true })
  const notice = page.getByRole('region', { name: 'Restarted' })
  await expect(notice).toContainText(
    '3 runs kept running, 1 ended in the meantime, 2 are back in the queue, 2 were lost (machine restarted).',
  )
  await expect(notice).toContainText('The pool is paused')
  await takePictures(host, 'recovery')
  await expectAccessible(page)
  await notice.getByRole('button', { name: 'Show them' }).click()
  await expect(page.getByRole('radio', { name: /^Lost\s*2$/ })).toBeChecked()
  await expect(endedRow(page, 'training')).toHaveCount(2)
  await expect(endedRow(page, 'training').first()).toContainText('machine restarted')
  await endedRow(page, 'training').first().click()
  await expect(page.getByRole('button', { name: 'Requeue', exact: true })).toBeEnabled()
  await takePictures(host, 'recovery-lost')
  await endedRow(page, 'training').first().click({ button: 'right' })
  await expect(page.getByRole('menuitem', { name: 'Requeue' })).toBeVisible()
  await page.keyboard.press('Escape')
  await notice.getByRole('button', { name: 'Resume the pool' }).click()
  await expect(notice.getByRole('button', { name: 'Resume the pool' })).toBeHidden()
  await notice.getByRole('button', { name: 'Dismiss' }).click()
  await expect.poll(() => asked.at(-1)).toBe('dismissRecovery')
})

test('the lost runs are requeued all at once', async ({ page }) => {
  const asked = await recover(page, { at: Date.now(), running: 0, ended: 0, requeued: 0, isPaused: false })
  await page.getByRole('button', { name: 'Requeue all' }).click()
  await expect.poll(() => asked.slice(-2)).toEqual(['runAgain', 'dismissRecovery'])
  await waitUntilIdle(page)
  const { runs } = await ask(page, 'listHistory', { count: 10 })
  // Those that ran side by side may have ended in any order.
  expect(runs.map(({ runId }) => Number(runId)).sort((one, other) => one - other)).toEqual([1, 2, 3, 4, 5])
})

test('a page of the history that could not be read is read at the next attempt', async ({ page }) => {
  let isFailing = true
  await page.routeWebSocket(/\/ws$/, (socket) => {
    const host = socket.connectToServer()
    socket.onMessage((text) => {
      const { id, name } = JSON.parse(String(text)) as Message
      const answer = { ok: false, code: 'storage-failed', message: 'The disk is gone.' }
      if (isFailing && name === 'listHistory') socket.send(JSON.stringify({ id, answer }))
      else host.send(text)
    })
  })
  await page.reload()
  await page.getByRole('link', { name: /^Queue/ }).click()
  await page.getByRole('searchbox', { name: 'Search ended runs' }).fill('train')
  const alert = page.getByRole('alert').filter({ hasText: 'The history could not be read. The disk is gone.' })
  await expect(alert).toBeVisible()
  isFailing = false
  await alert.getByRole('button', { name: 'Try again' }).click()
  await expect(endedRow(page, 'training')).toHaveCount(3)
  await expect(alert).toBeHidden()
})
