import { execFileSync } from 'node:child_process'
import type { Page } from '@playwright/test'
import { ask } from '../harness/ask.ts'
import { endOf, outputOf, program, shell, submitOne } from '../harness/runs.ts'
import { expect, test } from '../harness/test.ts'

test('a shell line arrives at the shell exactly as typed', async ({ page, work }) => {
  const line = [
    `name='Grüße, 世界 🎈'; printf '%s|%s\\n' "$name" '$HOME "quoted"' | tr '|' '\\n' | cat -A`,
    `cat <<'END'`,
    '\t`not run` $(not run) \\ "two  spaces" * ?',
    'END',
    `echo $((6 * 7)) "$#" 'it'"'"'s' >&2; ! false && echo done # a comment`,
  ].join('\n')
  const expected = execFileSync('/bin/sh', ['-c', `exec 2>&1\n${line}`], { cwd: work, encoding: 'utf8' })
  const runId = await submitOne(page, shell(line, { folder: work }))
  expect((await endOf(page, runId)).outcome.kind).toBe('succeeded')
  expect(await outputOf(page, runId)).toBe(expected)
  expect((await ask(page, 'describeRun', { runId })).command).toEqual({ kind: 'shell', line })
})

test('arguments arrive exactly as given', async ({ page }) => {
  const args = [
    '',
    ' ',
    'two  spaces',
    `"double" 'single'`,
    '$HOME `id` $(id)',
    'line\nbreak\ttab',
    '*',
    '世界🎈',
    '--',
    '\\',
  ]
  const runId = await submitOne(page, program('/usr/bin/printf', '[%s]\n', ...args))
  await endOf(page, runId)
  expect(await outputOf(page, runId)).toBe(args.map((arg) => `[${arg}]\n`).join(''))
})

test('colours and a progress bar look as in a terminal', async ({ page }) => {
  const line = [
    `printf '\\033[31mred\\033[0m plain\\n'`,
    `for step in 10 40 70 100; do printf '\\rprogress %3d %%' $step; sleep 0.05; done`,
    `printf '\\nfinished\\n'`,
  ].join('; ')
  const runId = await submitOne(page, shell(line, { name: 'Progress' }))
  await endOf(page, runId)
  await showOutput(page, 'Progress')
  const rows = page.locator('.xterm-rows > div')
  await expect(rows.nth(0)).toHaveText('red plain')
  await expect(rows.nth(1)).toHaveText('progress 100 %')
  await expect(rows.nth(2)).toHaveText('finished')
  const [red, plain] = await Promise.all(
    ['red', 'plain'].map((text) =>
      rows
        .nth(0)
        .locator('span', { hasText: text })
        .first()
        .evaluate((span) => getComputedStyle(span).color),
    ),
  )
  expect(red).not.toBe(plain)
})

test('100,000 lines are in the log, and the view shows the last', async ({ page }) => {
  const runId = await submitOne(page, program('seq', '100000'))
  await endOf(page, runId)
  const output = await outputOf(page, runId)
  expect([output.length, output.split('\n').length]).toEqual([588_895, 100_001])
  await showOutput(page, 'Process-1')
  await expect(page.locator('.xterm-rows')).toContainText('100000')
})

/** Through the window: the Queue page, the ended run's row, its menu. */
async function showOutput(page: Page, name: string): Promise<void> {
  await page.getByRole('link', { name: 'Queue' }).click()
  await page.getByRole('grid', { name: 'Recently ended runs' }).getByRole('row', { name }).click({ button: 'right' })
  await page.getByRole('menuitem', { name: 'Show output' }).click()
}
