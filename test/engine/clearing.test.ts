import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { expect, it } from 'vitest'
import { makeRig } from './rig.ts'

it('clearing forgets exactly what had ended when it was asked for, not what ends until it is stored', async () => {
  const rig = await makeRig()
  const [early, late] = await rig.submit('true', `until [ -e ${rig.folder}/go ]; do sleep 0.05; done`)
  await rig.ended(early!)
  await rig.get('waitForRuns', { runIds: [early!], wait: 30_000 })
  const other = new DatabaseSync(join(rig.folder, 'forkyard.sqlite'))
  other.exec('BEGIN IMMEDIATE')
  const clearing = [rig.ask('clearEnded', {}), rig.ask('clearEnded', {}), rig.ask('clearEnded', { runIds: [early!] })]
  writeFileSync(join(rig.folder, 'go'), '')
  await rig.ended(late!)
  other.exec('ROLLBACK')
  other.close()
  expect(await Promise.all(clearing)).toEqual(Array.from({ length: 3 }, () => ({ ok: true, value: null })))
  const { ended, pool } = await rig.snapshot()
  expect(ended.map(({ runId }) => runId)).toEqual([late])
  expect(pool.ended.succeeded).toBe(1)
})
