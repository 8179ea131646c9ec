import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { type Browser, test as base, expect } from '@playwright/test'
import { machine } from '../../machine/time-limit.ts'
import { ask } from './ask.ts'
import { startBrowser } from './browser-host.ts'
import { startDesktop } from './desktop-host.ts'
import type { FolderFrom, HostKind, RunningHost } from './hosts.ts'
import { expectNoProcessOf } from './leftovers.ts'

interface Options {
  hostKind: HostKind
  folderFrom: FolderFrom
}

interface Fixtures {
  /** The test's own folder; everything that the host writes lies below it. Gone afterwards. */
  work: string
  /** A running host whose page shows the app. Afterwards it must have ended, leaving no process and no file. */
  host: RunningHost
}

interface WorkerFixtures {
  /** The one browser of this worker's tests; the desktop app needs none. */
  openBrowser: () => Promise<Browser>
}

/**
 * One journey for both hosts: `page` is the app's window, wherever it runs. Those that test something of the host have
 * the tag @host; `npm test` makes all others in the browser alone, `npm run e2e` on both.
 */
export const test = base.extend<Options & Fixtures, WorkerFixtures>({
  openBrowser: [
    async ({ playwright, launchOptions }, use) => {
      let browser: Promise<Browser> | undefined
      await use(() => (browser ??= playwright.chromium.launch(launchOptions)))
      await (await browser)?.close()
    },
    { scope: 'worker' },
  ],

  hostKind: ['desktop', { option: true }],
  folderFrom: ['environment', { option: true }],

  work: async ({ hostKind }, use) => {
    const work = mkdtempSync(path.join(os.tmpdir(), `forkyard-e2e-${hostKind}-`))
    mkdirSync(path.join(work, 'tmp'))
    await use(work)
    rmSync(work, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 })
  },

  host: async ({ hostKind, folderFrom, work, openBrowser }, use, testInfo) => {
    const host =
      hostKind === 'desktop'
        ? await startDesktop(work, folderFrom)
        : await startBrowser(work, folderFrom, await openBrowser())
    await host.page.locator('#app > *').first().waitFor()
    if (machine.processors < 2) await ask(host.page, 'setPoolSize', { size: 2 })
    await use(host)
    host.complaints.stop()
    await host.close()
    if (testInfo.status !== testInfo.expectedStatus) await testInfo.attach('host.log', { body: host.log() })
    expect(host.complaints.list(), 'what the page complained about').toEqual([])
    await expectNoProcessOf(work)
    expect(leftFiles(path.join(work, 'tmp')), 'temporary files that the host left').toEqual([])
  },

  page: async ({ host }, use) => {
    await use(host.page)
  },
})

export { expect }

/** Chromium's own scratch folders are not ours to judge. */
function leftFiles(folder: string): string[] {
  return readdirSync(folder).filter((name) => !/^(\.?org\.chromium|playwright|\.com\.google)/i.test(name))
}
