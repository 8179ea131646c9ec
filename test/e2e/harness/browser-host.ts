import { spawn } from 'node:child_process'
import { once } from 'node:events'
import path from 'node:path'
import { createInterface } from 'node:readline'
import type { Browser } from '@playwright/test'
import { collectComplaints } from './complaints.ts'
import { type FolderFrom, type RunningHost, hostEnvironment, root } from './hosts.ts'

/** Starts the built headless host, and opens the link that it prints in a fresh browser profile. */
export async function startBrowser(work: string, folderFrom: FolderFrom, browser: Browser): Promise<RunningHost> {
  const host = spawn(process.execPath, [path.join(root, 'out/main/cli.js'), 'serve', '--no-open', '--port', '0'], {
    cwd: work,
    env: hostEnvironment(work, folderFrom),
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const ended = once(host, 'exit')
  let log = ''
  host.stderr.on('data', (text: Buffer) => (log += text.toString()))
  const link = await Promise.race([
    once(createInterface({ input: host.stdout }), 'line').then(([line]) => String(line)),
    ended.then(() => Promise.reject(new Error(`The host ended before it was ready:\n${log}`))),
  ])
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, colorScheme: null })
  const complaints = collectComplaints(context)
  const page = await context.newPage()
  await page.goto(link)
  // What is asked of the host in its name needs its session, and the host looks first whose connection it is.
  await page.waitForFunction(() => sessionStorage.getItem('forkyard.bearer') !== null)
  return {
    kind: 'browser',
    page,
    complaints,
    log: () => log,
    resize: async (size) => {
      await page.setViewportSize(size)
    },
    kill: async () => {
      host.kill('SIGKILL')
      await ended
      await context.close()
    },
    close: async () => {
      await context.close()
      host.kill('SIGTERM')
      await ended
    },
  }
}
