import { readFileSync } from 'node:fs'
import { ask } from '../harness/ask.ts'
import { expect, test } from '../harness/test.ts'

test('the menus lead to the pages and to a new task', async ({ host, page }) => {
  const choose = (id: string) =>
    host.electron?.evaluate(({ Menu }, chosen) => {
      Menu.getApplicationMenu()?.getMenuItemById(chosen)?.click()
    }, id)
  await choose('show-queue')
  await expect(page.getByRole('heading', { name: 'Queue', level: 1 })).toBeVisible()
  await choose('show-message-queues')
  await expect(page.getByRole('heading', { name: 'Message queues', level: 1 })).toBeVisible()
  await choose('show-processes')
  await expect(page.getByRole('heading', { name: 'Processes', level: 1 })).toBeVisible()
  await choose('show-settings')
  await expect(page.getByRole('heading', { name: 'Settings', level: 1 })).toBeVisible()
  await choose('new-task')
  await expect(page.getByRole('dialog', { name: 'New task' })).toBeVisible()
})

test('the window is shown once it is painted, and its place is remembered', async ({ host, work }) => {
  const bounds = { x: 40, y: 60, width: 1000, height: 700 }
  const { electron } = host
  if (!electron) throw new Error('This is a test of the desktop app.')
  const isShown = () => electron.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.isVisible())
  await expect.poll(isShown).toBe(true)
  const title = await electron.evaluate(({ BrowserWindow }, wanted) => {
    const window = BrowserWindow.getAllWindows()[0]
    window?.setBounds(wanted)
    return window?.getTitle()
  }, bounds)
  expect(title).toBe('Forkyard')
  await host.close()
  expect(JSON.parse(readFileSync(`${work}/profile/window.json`, 'utf8'))).toEqual({ bounds, isMaximized: false })
})

test('the native dialog chooses a folder', async ({ host, page, work }) => {
  await host.electron?.evaluate(({ dialog }, folder) => {
    dialog.showOpenDialog = () => Promise.resolve({ canceled: false, filePaths: [folder] })
  }, work)
  expect(await ask(page, 'chooseFolder', { startIn: '/' })).toBe(work)
  await host.electron?.evaluate(({ dialog }) => {
    dialog.showOpenDialog = () => Promise.resolve({ canceled: true, filePaths: [] })
  })
  expect(await ask(page, 'chooseFolder', {})).toBeNull()
})

test('a page that is loaded anew is served again', async ({ host, page }) => {
  // What was being loaded then is given up.
  host.complaints.allow(/ERR_ABORTED/)
  await page.reload()
  await expect(page.getByText('Connected')).toBeVisible()
  expect(await ask(page, 'setPoolSize', { size: 5 })).toBeNull()
  await expect(page.getByText('0 of 5 running')).toBeVisible()
})
