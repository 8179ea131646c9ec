import { readFileSync } from 'node:fs'
import path from 'node:path'
import { processesOf } from '../harness/leftovers.ts'
import { expect, test } from '../harness/test.ts'
import { addTask, endedRow, goTo, showEndedOutput, waitUntilIdle } from './window.ts'

test('a shell line arrives at the shell exactly as typed', async ({ page, work }) => {
  const command = [
    `tr '\\0' '\\n' < /proc/$$/cmdline > seen`,
    `echo "a  b" 'c"d' \\$HOME | tr a-z A-Z > out; : größe 漢字 🎉 %s {x,y} ~ * ? ! # & done`,
    `printf '%s\\n' "$0" 'it'\\''s' >> out`,
  ].join('\n')
  await addTask(page, { command, folder: work, name: 'exact' })
  await goTo(page, 'Queue')
  await expect(endedRow(page, 'exact')).toContainText('Succeeded')
  expect(readFileSync(path.join(work, 'seen'), 'utf8')).toBe(`/bin/sh\n-c\n${command}\n`)
  expect(readFileSync(path.join(work, 'out'), 'utf8')).toBe('A  B C"D $HOME\n/bin/sh\nit\'s\n')
})

test('arguments arrive at the program exactly as given', async ({ page }) => {
  const command = `printf '<%s>\\n' 'two words' '' "q\\"q" größe '*' '$HOME' a\\ b`
  await addTask(page, { command, isArgv: true, name: 'arguments' })
  await waitUntilIdle(page)
  const output = await showEndedOutput(page, 'arguments')
  for (const line of ['<two words>', '<>', '<q"q>', '<größe>', '<*>', '<$HOME>', '<a b>']) {
    await expect(output.getByRole('log')).toContainText(line)
  }
})

test('each end is told apart', async ({ page }) => {
  await addTask(page, { command: 'no-such-program-anywhere', isArgv: true, name: 'not-found' })
  await addTask(page, { command: 'exit 3', name: 'three' })
  await addTask(page, { command: 'kill -SEGV $$', name: 'segfault' })
  await addTask(page, { command: 'exit 137', name: 'code-137' })
  await addTask(page, { command: 'kill -KILL $$', name: 'code-none' })
  await waitUntilIdle(page)
  await goTo(page, 'Queue')
  await expect(endedRow(page, 'three')).toContainText('exit status 3')
  await expect(endedRow(page, 'segfault')).toContainText('killed by SIGSEGV')
  await expect(endedRow(page, 'code-137')).toContainText('exit status 137')
  await expect(endedRow(page, 'code-none')).toContainText('killed by SIGKILL')
  await expect(endedRow(page, 'not-found')).toContainText('no-such-program-anywhere')
  await expect(endedRow(page, 'not-found')).toContainText(/not start/i)
})

test('colours and a progress bar look as in a terminal', async ({ page }) => {
  const command = `printf '\\033[1;31mred\\033[0m plain\\n'; for i in 10 50 100; do printf '\\rprogress %s %%' $i; sleep 0.1; done; echo`
  await addTask(page, { command, name: 'colourful' })
  await waitUntilIdle(page)
  const output = await showEndedOutput(page, 'colourful')
  await expect(output.getByRole('log')).toContainText('progress 100 %')
  await expect(output.getByRole('log')).not.toContainText('progress 50 %')
  await expect(output.getByRole('log')).not.toContainText('[1;31m')
  await expect(output.locator('.xterm-rows span.xterm-fg-1, .xterm-rows span.xterm-fg-9').first()).toHaveText('red')
})

test('100,000 lines of output are followed to their end, and searched @host', async ({ page }) => {
  await addTask(page, { command: 'seq 1 100000', name: 'lines' })
  await waitUntilIdle(page)
  const output = await showEndedOutput(page, 'lines')
  await expect(output.getByRole('log')).toContainText('100000')
  await output.getByRole('button', { name: 'Find' }).click()
  await page.keyboard.type('99998')
  await page.keyboard.press('Enter')
  await expect(output.getByRole('search').getByRole('status')).toHaveText('1 of 1')
})

test('a grandchild that keeps the output open does not keep the run alive', async ({ page, work }) => {
  await addTask(page, { command: 'sleep 1000 & echo parent is done', name: 'parent' })
  await goTo(page, 'Queue')
  await expect(endedRow(page, 'parent')).toContainText('Succeeded')
  const [grandchild = ''] = processesOf(work).filter((line) => line.includes('sleep 1000'))
  process.kill(Number.parseInt(grandchild, 10), 'SIGKILL')
})
