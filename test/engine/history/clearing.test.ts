import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { expect, it } from 'vitest'
import { makeRig, until } from '../rig.ts'

it('clearing forgets exactly what had ended when it was asked for, not what ends until it is stored', async () => {
  const rig = await makeRig()
  const [early, late] = await rig.submit('true', `until [ -e ${rig.folder}/go ]; do sleep 0.05; done`)
  await rig.ended(early!)
  await rig.get('waitForRuns', { runIds: [early!], wait: 30_000 })
  const other = new DatabaseSync(join(rig.folder, 'forkyard.sqlite'), { timeout: 10_000 })
  other.exec('BEGIN IMMEDIATE')
  const clearing = [rig.ask('clearEnded', {}), rig.ask('clearEnded', {}), rig.ask('clearEnded', { runIds: [early!] })]
  writeFileSync(join(rig.folder, 'go'), '')
  // It has ended, and that cannot be stored yet.
  await until(async () => (await rig.snapshot()).ended.some(({ runId }) => runId === late))
  other.exec('ROLLBACK')
  other.close()
  expect(await Promise.all(clearing)).toEqual(Array.from({ length: 3 }, () => ({ ok: true, value: null })))
  const { ended, pool } = await rig.snapshot()
  expect(ended.map(({ runId }) => runId)).toEqual([late])
  expect(pool.ended.succeeded).toBe(1)
})

it('a clock that is far ahead is told to whoever comes, once the history would be in danger', async () => {
  const first = await makeRig()
  await first.ended(...(await first.submit('true')))
  await first.close()
  const database = new DatabaseSync(join(first.folder, 'forkyard.sqlite'))
  const aYearAgo = Date.now() - 365 * 24 * 60 * 60 * 1_000
  database.prepare("REPLACE INTO counters VALUES ('clock_believed', ?)").run(aYearAgo)
  database.prepare('UPDATE runs SET ended_at = ?').run(aYearAgo)
  database.close()
  const rig = await makeRig({ folder: first.folder })
  await until(() => rig.troubles.length > 0)
  expect(rig.troubles).toMatchObject([
    {
      code: 'clock-doubted',
      message: expect.stringMatching(/^The clock of this computer shows \d+ \w+ \d{4}, but/) as string,
    },
  ])
  expect((await rig.snapshot()).ended).toHaveLength(1)
})
