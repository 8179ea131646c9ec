import { expectAccessible } from '../harness/accessibility.ts'
import { takePictures } from '../harness/pictures.ts'
import { expect, test } from '../harness/test.ts'
import { addTask, dismissToasts, endedRow, goTo, liveRow, setPoolSize, select } from './window.ts'

test('every page is readable and accessible, empty and full @host', async ({ page, host }) => {
  await expect(page.getByText('Nothing is running yet')).toBeVisible()
  await takePictures(host, 'processes-empty')
  await goTo(page, 'Queue')
  await expect(page.getByText('The queue is empty')).toBeVisible()
  await takePictures(host, 'queue-empty')
  await expectAccessible(page)
  await goTo(page, 'Message queues')
  await expect(page.getByText('No message queue is open')).toBeVisible()
  await takePictures(host, 'message-queues-empty')
  await expectAccessible(page)

  await goTo(page, 'Processes')
  await setPoolSize(page, 3)
  await addTask(page, { command: 'echo "all is well"', name: 'well' })
  await addTask(page, { command: 'echo "no such luck" >&2; exit 3', name: 'unlucky' })
  await addTask(page, { command: 'kill -SEGV $$', name: 'segfault' })
  await addTask(page, {
    command:
      'for i in $(seq 1 40); do printf "\\033[32minfo\\033[0m step %s of 40\\n" $i; done; sleep 1000 & sleep 1000 & wait',
    name: 'pipeline',
  })
  await addTask(page, { command: 'while :; do :; done', name: 'busy-loop' })
  await addTask(page, { command: 'sleep 1000', name: 'sleeper' })
  await addTask(page, {
    command: 'gzip -9 "a very long name of a file that does not fit into its column.tar"',
    times: 40,
  })
  await expect(liveRow(page, 'sleeper')).toContainText('Running')
  await select(page, 'sleeper')
  await page.getByRole('button', { name: 'Suspend' }).click()
  await expect(liveRow(page, 'sleeper')).toContainText('Suspended')
  await select(page, 'pipeline')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('region', { name: 'Output' }).getByRole('log')).toContainText('step 40 of 40')
  await takePictures(host, 'processes-toasts')
  await dismissToasts(page)
  await select(page, 'pipeline')
  await page.keyboard.press('ArrowRight')
  await takePictures(host, 'processes-full')
  await expectAccessible(page)

  await goTo(page, 'Queue')
  await expect(endedRow(page, 'segfault')).toContainText('killed by SIGSEGV')
  await takePictures(host, 'queue-full')
  await expectAccessible(page)
  await page.getByRole('button', { name: 'Cancel all' }).click()
  await page
    .getByRole('dialog')
    .getByRole('button', { name: /^Cancel [\d,]+ runs$/ })
    .click()
})

test('the Settings page is readable and accessible to its end', async ({ page, host }) => {
  await goTo(page, 'Settings')
  await takePictures(host, 'settings')
  await expectAccessible(page)
  await page.getByRole('button', { name: 'Close the panel' }).click()
  await page.getByRole('region', { name: 'Command line' }).scrollIntoViewIfNeeded()
  await takePictures(host, 'settings-end')
})
