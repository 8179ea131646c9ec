import { describe, expect, it } from 'vitest'
import { livingProcess } from '../processes.ts'
import { type Trial, argv } from '../trial.ts'

export function describeTakingUp(trial: () => Trial): void {
  describe('what an earlier host began', () => {
    it('is found once for each attempt that is asked for: never started, where nobody has heard of it', async () => {
      const requests = [trial().request(argv('true')), trial().request(argv('true'))]
      trial().supervisor.reattach(requests)
      expect(trial().events).toEqual([])
      for (const { runId, attempt } of requests) {
        const fate = { kind: 'never-started' }
        expect(await trial().event('found', { runId, attempt })).toEqual({ type: 'found', runId, attempt, fate })
      }
      expect(trial().events).toHaveLength(2)
    })

    it('may be settled although nobody has heard of it, or more than once', async () => {
      const { runId, attempt } = await trial().run(argv('true'))
      trial().supervisor.settle([trial().request(argv('true')), { runId, attempt }])
      trial().supervisor.settle([{ runId, attempt }])
      expect((await trial().run(argv('true'))).exitStatus).toEqual({ code: 0 })
    })
  })

  describe('a host that leaves', () => {
    it('leaves what lives, and hears nothing more', async () => {
      const started = await trial().event('started', trial().launch(argv('sleep', '1000')))
      const count = trial().events.length
      await trial().supervisor.leave()
      expect(livingProcess(started.pid)).toBeDefined()
      process.kill(started.pid, 'SIGKILL')
      await expect.poll(() => livingProcess(started.pid)).toBeUndefined()
      expect(trial().events).toHaveLength(count)
    })
  })
}
