import { describe, expect, it } from 'vitest'
import { livingProcess } from '../processes.ts'
import { type Trial, shell } from '../trial.ts'
import { until } from '../until.ts'

export function describeSuspending(trial: () => Trial): void {
  const states = () =>
    trial()
      .living()
      .map((pid) => livingProcess(pid)?.state)

  describe('suspending and resuming', () => {
    it('stops and continues the whole tree', async () => {
      const key = trial().launch(shell('sleep 1000 & setsid sleep 1000 & sh -c "sleep 1000; :"'))
      await until('the tree', () => trial().living().length === 5)
      expect(await trial().supervisor.suspend(key)).toEqual({ ok: true })
      await until('all stopped', () => states().every((state) => state === 'stopped'))
      expect(await trial().supervisor.resume(key)).toEqual({ ok: true })
      await until('all going on', () => states().every((state) => state === 'sleeping'))
      expect(states()).toHaveLength(5)
    })

    it('stops a tree that is growing', async () => {
      const key = trial().launch(shell('while :; do sleep 0.05 & sleep 0.02; done'))
      await until('some forks', () => trial().living().length > 3)
      expect(await trial().supervisor.suspend(key)).toEqual({ ok: true })
      // A parent within vfork(2) waits in the kernel for its child's exec: where that child is stopped, it goes on no more.
      const held = ['stopped', 'waiting-for-disk']
      await until('all stopped', () => states().every((state) => state !== undefined && held.includes(state)))
    })

    it('stops one process of the tree alone', async () => {
      const key = trial().launch(shell('sleep 1000 & sleep 2000'))
      trial().supervisor.sampleEvery(100)
      const processes = await trial().sampled(key, (all) => all.filter(({ name }) => name === 'sleep').length === 2)
      const one = processes.find(({ command }) => command === 'sleep 1000')
      expect(await trial().supervisor.suspend({ ...key, process: one })).toEqual({ ok: true })
      await until('the stop', () => livingProcess(one?.pid ?? 0)?.state === 'stopped')
      expect(states().filter((state) => state === 'stopped')).toHaveLength(1)
    })
  })
}
