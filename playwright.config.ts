import { existsSync } from 'node:fs'
import { defineConfig } from '@playwright/test'
import type { HostKind } from './test/e2e/harness/hosts.ts'

/** A browser of the system, as Playwright's own is downloaded. */
const systemBrowser = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
].find((file) => existsSync(file))

export default defineConfig<{ hostKind: HostKind }>({
  testDir: 'test/e2e',
  testMatch: '**/*.spec.ts',
  outputDir: 'test-results',
  fullyParallel: true,
  forbidOnly: process.env.CI !== undefined,
  retries: 0,
  workers: 2,
  // A condition is waited for as long as a busy machine may need: the pictures and axe of every page took 54 s on one.
  timeout: 180_000,
  expect: { timeout: 20_000 },
  reporter: 'list',
  use: { launchOptions: systemBrowser ? { executablePath: systemBrowser } : {} },
  projects: [
    // On Electron where its binary is, else on the stand-in: ELECTRON_OVERRIDE_DIST_PATH=test/stand-in/dist.
    { name: 'desktop', use: { hostKind: 'desktop' }, testIgnore: '**/browser/**' },
    { name: 'browser', use: { hostKind: 'browser' }, testIgnore: '**/desktop/**' },
  ],
})
