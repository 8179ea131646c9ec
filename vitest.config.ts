import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    exclude: ['node_modules/**', 'test/e2e/**'],
    retry: 0,
    // Two at a time: the tests start real processes, and some measure.
    maxWorkers: 2,
    testTimeout: 60_000,
    hookTimeout: 20_000,
    // A condition is waited for as long as a busy machine may need, not the one second of the default.
    expect: { poll: { timeout: 10_000 } },
    passWithNoTests: true,
  },
})
