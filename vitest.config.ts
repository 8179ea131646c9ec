import { join } from 'node:path'
import { defineConfig } from 'vitest/config'
import { extent } from './test/machine/extent.ts'
import { machine, timeLimit } from './test/machine/time-limit.ts'

// The processes that tests start compile and strip the same sources again and again: half of their CPU time.
process.env['NODE_COMPILE_CACHE'] ??= join(import.meta.dirname, '.cache', 'compiled')

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    exclude: ['node_modules/**', 'test/e2e/**'],
    retry: 0,
    globalSetup: ['test/machine/compile-ahead.ts'],
    // One more than there are processors: most tests wait for processes and timers now and then.
    maxWorkers: Math.max(2, machine.processors + 1),
    testTimeout: timeLimit(extent === 'long' ? 1_200_000 : 120_000),
    hookTimeout: timeLimit(60_000),
    expect: { poll: { timeout: timeLimit() } },
    passWithNoTests: true,
    tags: [{ name: 'soak', description: 'Repeats what it does; npm run soak does so in full.' }],
  },
})
