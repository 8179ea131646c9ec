import { describe, expect, it } from 'vitest'
import type { RunId } from '../../src-main/contract/run.ts'
import type { RemoteSupervisor } from '../../src-main/supervisor/connection/remote-supervisor.ts'
import { EnduringSupervisor } from '../../src-main/supervisor/enduring.ts'
import { notAvailable } from '../../src-main/supervisor/port.ts'

describe('a supervisor whose process has just died', () => {
  it('answers what was asked of it, also if its host leaves before there is another process', async () => {
    const dead = {
      connection: { isGone: true, heardAt: 0 },
      onEvent: () => () => undefined,
      terminate: () => Promise.resolve(notAvailable),
      leave: () => Promise.resolve(),
    }
    const options = { environment: {}, entry: '/no/such/entry', runtimeFolder: '/no/such/folder' }
    const supervisor = new EnduringSupervisor(options, dead as unknown as RemoteSupervisor)
    const answer = supervisor.terminate({ runId: 1 as RunId, attempt: 1 }, 0)
    await supervisor.leave()
    expect(await answer).toEqual(notAvailable)
  })
})
