import { once } from 'node:events'
import { _electron } from '@playwright/test'
import type { BrowserWindow, MessageBoxOptions } from 'electron'
import { collectComplaints } from './complaints.ts'
import { type FolderFrom, type RunningHost, type Size, hostEnvironment, root } from './hosts.ts'

/** Starts the built app on Electron, or on what ELECTRON_OVERRIDE_DIST_PATH puts in its place. */
export async function startDesktop(work: string, folderFrom: FolderFrom): Promise<RunningHost> {
  const electron = await _electron.launch({
    args: [root, `--user-data-dir=${work}/profile`],
    cwd: work,
    env: hostEnvironment(work, folderFrom),
    // The person's choice, as in the product.
    colorScheme: null,
  })
  const process = electron.process()
  const complaints = collectComplaints(electron.context())
  let log = ''
  process.stderr?.on('data', (text: Buffer) => (log += text.toString()))
  const page = await electron.firstWindow()
  return {
    kind: 'desktop',
    page,
    complaints,
    electron,
    log: () => log,
    resize: async (size: Size) => {
      const window = await electron.browserWindow(page)
      await window.evaluate((it: BrowserWindow, { width, height }) => {
        it.setBounds({ width, height })
      }, size)
      await page.waitForFunction(({ width, height }) => innerWidth === width && innerHeight <= height, size)
    },
    kill: async () => {
      const gone = once(process, 'exit')
      process.kill('SIGKILL')
      await gone
    },
    close: async () => {
      if (process.exitCode !== null || process.signalCode !== null) return
      await electron.evaluate(({ dialog }) => {
        // The last button that does not cancel: terminate what runs, or delete what waits in message queues.
        dialog.showMessageBox = (...asked: unknown[]) => {
          const { buttons = [], cancelId } = asked.at(-1) as MessageBoxOptions
          const response = buttons.findLastIndex((_, index) => index !== cancelId)
          return Promise.resolve({ response, checkboxChecked: false })
        }
      })
      await electron.close()
    },
  }
}
