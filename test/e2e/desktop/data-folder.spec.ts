import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, mkdirSync, readdirSync } from 'node:fs'
import { text } from 'node:stream/consumers'
import { hostEnvironment, root } from '../harness/hosts.ts'
import { expect, test } from '../harness/test.ts'

test('the app refuses a data folder that others may write to, says how to mend it, and puts nothing there', async ({
  host,
  work,
}) => {
  // Where the system shows a box of its own, it waits for a person.
  test.skip(process.env['ELECTRON_OVERRIDE_DIST_PATH'] === undefined, 'the message is a box of the system here')
  const folder = `${work}/shared`
  mkdirSync(folder)
  chmodSync(folder, 0o777)
  const app = spawn(host.electron?.process().spawnfile ?? '', [root], {
    env: { ...hostEnvironment(work, 'environment'), FORKYARD_HOME: folder },
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  const [said] = await Promise.all([text(app.stderr), once(app, 'exit')])
  expect(app.exitCode).toBe(1)
  expect(said).toContain(`it can be written to by other users. Run “chmod go-w ${folder}” first.`)
  expect(readdirSync(folder)).toEqual([])
})
