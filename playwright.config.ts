import { existsSync } from 'node:fs'
import path from 'node:path'
import { defineConfig } from '@playwright/test'
import type { HostKind } from './test/e2e/harness/hosts.ts'
import { extent } from './test/machine/extent.ts'
import { machine, timeLimit } from './test/machine/time-limit.ts'

// The hosts of all tests compile the same bundle again and again.
process.env['NODE_COMPILE_CACHE'] ??= path.join(import.meta.dirname, '.cache', 'compiled')

/**
 * A browser of the system, as Playwright's own is downloaded. In `npm test` Chromium's headless shell where it is, which
 * is its engine without the browser around it: a page opens with less than half the work.
 */
const systemBrowser = [
  ...(extent === 'short' ? ['/usr/bin/chromium-headless-shell'] : []),
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
].find((file) => existsSync(file))
if (systemBrowser) process.env['STAND_IN_CHROMIUM'] ??= systemBrowser

export default defineConfig<{ hostKind: HostKind }>({
  testDir: 'test/e2e',
  testMatch: '**/*.spec.ts',
  outputDir: 'test-results',
  fullyParallel: true,
  forbidOnly: process.env['CI'] !== undefined,
  retries: 0,
  workers: Math.max(2, machine.processors),
  timeout: timeLimit(180_000),
  expect: { timeout: timeLimit() },
  reporter: 'list',
  use: { launchOptions: systemBrowser ? { executablePath: systemBrowser } : {} },
  projects: [
    // On Electron where its binary is, else on the stand-in: ELECTRON_OVERRIDE_DIST_PATH=test/stand-in/dist.
    {
      name: 'desktop',
      use: { hostKind: 'desktop' },
      testIgnore: '**/browser/**',
      // In `npm test` a journey that tests nothing of its host is made in the browser alone: that starts twice as fast.
      ...(extent === 'short' && { grep: /desktop\/|@host/ }),
    },
    { name: 'browser', use: { hostKind: 'browser' }, testIgnore: '**/desktop/**' },
  ],
})
