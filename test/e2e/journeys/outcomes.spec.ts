import { endOf, program, shell, submitOne } from '../harness/runs.ts'
import { expect, test } from '../harness/test.ts'

test('how a run ended is told exactly, and the window says it in words', async ({ page }) => {
  const runs = [
    [program('no-such-program-here'), { kind: 'could-not-start', error: { code: 'ENOENT' } }, /not|ENOENT/],
    [program('sh', '-c', 'exit 3'), { kind: 'failed', exitStatus: { code: 3 } }, /exited with 3/i],
    [program('sh', '-c', 'exit 137'), { kind: 'failed', exitStatus: { code: 137 } }, /exited with 137/i],
    [shell('kill -SEGV $$'), { kind: 'failed', exitStatus: { signal: 'SIGSEGV' } }, /SIGSEGV/],
    [program('true'), { kind: 'succeeded', exitStatus: { code: 0 } }, /exited with 0|succeeded/i],
  ] as const
  await page.getByRole('link', { name: 'Queue' }).click()
  const ended = page.getByRole('grid', { name: 'Recently ended runs' })
  for (const [index, [task, outcome, words]] of runs.entries()) {
    const runId = await submitOne(page, { ...task, name: `Case ${index}` })
    expect((await endOf(page, runId)).outcome).toMatchObject(outcome)
    await expect(ended.getByRole('row', { name: `Case ${index}` })).toContainText(words)
  }
})

test('a grandchild that keeps the output open does not keep the run alive', async ({ page }) => {
  const runId = await submitOne(page, shell('sleep 5 & echo started'))
  const run = await endOf(page, runId, 5_000)
  expect(run.outcome.kind).toBe('succeeded')
  expect(run.runTime).toBeLessThan(2_000)
})
