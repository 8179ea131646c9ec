import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { makeRig } from '../rig.ts'

it('a run whose log is there already could not start: the file of another run is not written to', async () => {
  const rig = await makeRig()
  const logs = [1, 2].map((runId) => join(rig.folder, 'logs', '0', `${String(runId)}-1.log`))
  mkdirSync(join(rig.folder, 'logs', '0'), { recursive: true })
  for (const log of logs) writeFileSync(log, 'of another run')
  const call = { kind: 'function' as const, module: new URL('../../fixtures/functions.ts', import.meta.url).pathname }
  const { runIds } = await rig.get('submit', {
    tasks: [{ command: { kind: 'shell', line: 'echo mine' } }, { command: { ...call, name: 'add', args: [1, 2] } }],
  })
  for (const { outcome } of await rig.ended(...runIds)) {
    expect(outcome).toMatchObject({ kind: 'could-not-start', error: { code: 'EEXIST' } })
    expect(outcome.kind === 'could-not-start' && outcome.error.message).toContain('belongs to another run')
  }
  for (const log of logs) expect(readFileSync(log, 'utf8')).toBe('of another run')
})
