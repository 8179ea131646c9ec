import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, readFileSync, readdirSync } from 'node:fs'
import { text } from 'node:stream/consumers'
import { ask } from '../harness/ask.ts'
import { hostEnvironment, root } from '../harness/hosts.ts'
import { submitOne } from '../harness/runs.ts'
import { expect, test } from '../harness/test.ts'

test('a rejection inside an answer is told in the window and written down, and the app goes on', async ({
  host,
  page,
  work,
}) => {
  await host.electron?.evaluate(() => {
    const fs = process.getBuiltinModule('node:fs/promises')
    const { syncBuiltinESMExports } = process.getBuiltinModule('node:module')
    const real = fs.readdir
    // Once: a promise that nobody awaits is rejected, and so is the one that the answer is made of.
    const slip = (): Promise<never> => {
      Object.assign(fs, { readdir: real })
      syncBuiltinESMExports()
      void Promise.reject(new Error('a slip beside an answer'))
      return Promise.reject(new Error('a slip in an answer'))
    }
    Object.assign(fs, { readdir: slip })
    syncBuiltinESMExports()
  })
  await expect(ask(page, 'listFolders', { folder: work })).rejects.toThrow('cannot be read')
  await expect(page.getByText('Forkyard has a bug, and goes on: a slip beside an answer.')).toBeVisible()
  expect(await ask(page, 'listFolders', { folder: work })).toMatchObject({ folder: work })
  const runId = await submitOne(page, { command: { kind: 'shell', line: 'exit 7' } })
  await expect
    .poll(async () => (await ask(page, 'waitForRuns', { runIds: [runId], wait: 1_000 })).ended)
    .toMatchObject([{ outcome: { exitStatus: { code: 7 } } }])
  const { dataFolder, errors } = await ask(page, 'hostStatus', {})
  expect(errors).toEqual({ count: 1, last: 'a slip beside an answer', file: `${dataFolder}/errors.log` })
  expect(readFileSync(`${dataFolder}/errors.log`, 'utf8')).toContain('Error: a slip beside an answer\n    at ')
})

test('an app whose socket cannot be opened says so, and leaves no supervisor behind', async ({ host, work }) => {
  // Where the system shows a box of its own, it waits for a person.
  test.skip(process.env['ELECTRON_OVERRIDE_DIST_PATH'] === undefined, 'the message is a box of the system here')
  // Too long for a socket, and neither is there a folder for one among the temporary ones.
  const folder = `${work}/${'other'.repeat(20)}`
  mkdirSync(`${folder}/run`, { recursive: true, mode: 0o700 })
  // What would name the socket cannot be written: a folder is in the place of what is written first.
  mkdirSync(`${folder}/run/host.address.new`, { mode: 0o700 })
  const app = spawn(host.electron?.process().spawnfile ?? '', [root], {
    env: { ...hostEnvironment(work, 'environment'), FORKYARD_HOME: folder },
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  const [said] = await Promise.all([text(app.stderr), once(app, 'exit')])
  expect(app.exitCode).toBe(1)
  expect(said).toContain('Forkyard could not open its local socket')
  expect(readdirSync(`${folder}/run`).filter((name) => name.startsWith('supervisor-'))).toEqual([])
})
