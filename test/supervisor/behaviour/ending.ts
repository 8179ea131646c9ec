import { describe, expect, it } from 'vitest'
import { timeLimit } from '../../machine/time-limit.ts'
import { fixture } from '../fixture.ts'
import { livingProcess } from '../processes.ts'
import { type Trial, argv, shell } from '../trial.ts'
import { until } from '../until.ts'

/** Milliseconds that no test wants to wait for: what ends earlier did not need SIGKILL. */
const longGrace = timeLimit(20_000)

export function describeEnding(trial: () => Trial): void {
  /** Waits until so many processes of the trial live. */
  const grown = (count: number) =>
    until(`${String(count)} processes`, () => {
      const pids = trial().living()
      return pids.length === count && pids
    })

  describe('terminating and killing', () => {
    it('ends what obeys SIGTERM at once', async () => {
      const key = trial().launch(argv('sleep', '1000'))
      const before = performance.now()
      expect(await trial().supervisor.terminate(key, longGrace)).toEqual({ ok: true })
      expect(performance.now() - before).toBeLessThan(timeLimit(2_000))
      expect((await trial().event('exited', key)).exitStatus).toEqual({ signal: 'SIGTERM' })
    })

    it('has told the exit before it answers', async () => {
      const key = trial().launch(argv('sleep', '1000'))
      await trial().supervisor.terminate(key, longGrace)
      expect(trial().events.map(({ type }) => type)).toEqual(['started', 'exited'])
    })

    it('lets a task clean up within the grace period', async () => {
      const key = trial().launch(shell('trap "echo cleaned; exit 7" TERM; echo ready; while :; do sleep 0.05; done'))
      await trial().printed(key, 'ready')
      expect(await trial().supervisor.terminate(key, longGrace)).toEqual({ ok: true })
      expect((await trial().event('exited', key)).exitStatus).toEqual({ code: 7 })
      await trial().printed(key, 'cleaned')
    })

    it('kills what ignores SIGTERM, but not before the grace period is over', async () => {
      const key = trial().launch(argv(fixture('ignore-sigterm.sh')))
      await trial().printed(key, 'ready')
      const before = performance.now()
      expect(await trial().supervisor.terminate(key, 400)).toEqual({ ok: true })
      expect(performance.now() - before).toBeGreaterThanOrEqual(399)
      await trial().printed(key, 'ignored')
      expect((await trial().event('exited', key)).exitStatus).toEqual({ signal: 'SIGKILL' })
      expect(trial().living()).toEqual([])
    })

    it('kills at once when asked to, within another’s grace period', async () => {
      const key = trial().launch(argv(fixture('ignore-sigterm.sh')))
      await trial().printed(key, 'ready')
      const before = performance.now()
      const terminated = trial().supervisor.terminate(key, 3 * longGrace)
      await trial().printed(key, 'ignored')
      expect(await trial().supervisor.kill(key)).toEqual({ ok: true })
      expect(await terminated).toEqual({ ok: true })
      expect(performance.now() - before).toBeLessThan(longGrace)
    })

    it('kills without SIGTERM', async () => {
      const key = trial().launch(argv(fixture('ignore-sigterm.sh')))
      const output = await trial().printed(key, 'ready')
      expect(await trial().supervisor.kill(key)).toEqual({ ok: true })
      expect(output).not.toContain('ignored')
      expect((await trial().event('exited', key)).exitStatus).toEqual({ signal: 'SIGKILL' })
    })

    it.each([
      ['children in the background', 'sleep 1000 & sleep 1000 & wait', 3],
      ['a child in a session of its own', 'setsid sleep 1000 & wait', 2],
      ['a daemon that forked twice', '(setsid sh -c "sleep 1000 & wait" &); sleep 1000', 4],
      ['children that ignore SIGTERM', '(trap "" TERM; sleep 1000) & (trap "" TERM; sleep 1000) & wait', 3],
    ])('ends %s', async (_, line, count) => {
      const key = trial().launch(shell(line))
      await grown(count)
      expect(await trial().supervisor.terminate(key, 300)).toEqual({ ok: true })
      expect(trial().living()).toEqual([])
    })

    it('ends descendants of a leader that exits within the grace period', async () => {
      const key = trial().launch(shell('trap "exit 0" TERM; (trap "" TERM; echo ready; sleep 1000; sleep 1000) & wait'))
      await trial().printed(key, 'ready')
      expect(await trial().supervisor.terminate(key, 500)).toEqual({ ok: true })
      expect((await trial().event('exited', key)).exitStatus).toEqual({ code: 0 })
      expect(trial().living()).toEqual([])
    })

    it('ends a daemon that left the tree and dropped the marker, once it was seen', async () => {
      // Only the trial's own variable is kept, by which this test finds it.
      const line = 'env -i FORKYARD_TRIAL="$FORKYARD_TRIAL" /bin/sh -c "setsid sleep 1000 & sleep 0.5" & sleep 1000'
      const key = trial().launch(shell(line))
      trial().supervisor.sampleEvery(100)
      await trial().sampled(key, (processes) => processes.filter(({ name }) => name === 'sleep').length === 3)
      await until('the daemon on its own', () => trial().living().length === 3)
      expect(await trial().supervisor.terminate(key, longGrace)).toEqual({ ok: true })
      expect(trial().living()).toEqual([])
    })

    it('ends a tree that keeps forking', async () => {
      const key = trial().launch(shell('trap "" TERM; while :; do (setsid sleep 0.3 &); sleep 0.02; done'))
      await until('some forks', () => trial().living().length > 4)
      expect(await trial().supervisor.kill(key)).toEqual({ ok: true })
      expect(trial().living()).toEqual([])
    })

    it('ends a stopped process in well under a second of a quick machine', async () => {
      const key = trial().launch(argv('sleep', '1000'))
      const { pid } = await trial().event('started', key)
      await trial().supervisor.suspend(key)
      await until('the stop', () => livingProcess(pid)?.state === 'stopped')
      const before = performance.now()
      expect(await trial().supervisor.terminate(key, longGrace)).toEqual({ ok: true })
      expect(performance.now() - before).toBeLessThan(timeLimit(900))
      expect((await trial().event('exited', key)).exitStatus).toEqual({ signal: 'SIGTERM' })
    })

    it('ends one process of the tree with all under it, and nothing else', async () => {
      const key = trial().launch(shell('sh -c "sleep 1000 & wait" & sleep 2000'))
      await grown(4)
      trial().supervisor.sampleEvery(100)
      const processes = await trial().sampled(key, ({ length }) => length === 4)
      const inner = processes.find(({ command }) => command.startsWith('sh -c'))
      expect(await trial().supervisor.terminate({ ...key, process: inner }, longGrace)).toEqual({ ok: true })
      const left = trial().living()
      expect(left).toEqual(
        processes.filter((one) => one.parentPid !== inner?.pid && one !== inner).map(({ pid }) => pid),
      )
      expect(left).toHaveLength(2)
    })

    it('signals nothing under a wrong start time, nor outside of the tree', async () => {
      const key = trial().launch(argv('sleep', '1000'))
      const { pid, startTime } = await trial().event('started', key)
      const unknown = { ok: false, code: 'unknown-process', survivors: [] }
      const { supervisor } = trial()
      const wrong = { ...key, process: { pid, startTime: startTime + 1 } }
      expect(await supervisor.terminate(wrong, 100)).toEqual(unknown)
      expect(await supervisor.kill(wrong)).toEqual(unknown)
      expect(await supervisor.suspend(wrong)).toEqual(unknown)
      const ourselves = { pid: process.pid, startTime: livingProcess(process.pid)?.startTime ?? 0 }
      expect(await supervisor.kill({ ...key, process: ourselves })).toEqual(unknown)
      // It may still be on its way there: stopped or ended it would never come.
      await until('it to sleep', () => livingProcess(pid)?.state === 'sleeping')
    })

    it('knows no attempt that has ended or never was', async () => {
      const key = trial().launch(argv('true'))
      await trial().event('exited', key)
      const unknown = { ok: false, code: 'unknown-process', survivors: [] }
      expect(await trial().supervisor.kill(key)).toEqual(unknown)
      expect(await trial().supervisor.terminate({ ...key, attempt: 99 }, 0)).toEqual(unknown)
    })

    it('leaves nothing alive behind close()', async () => {
      trial().launch(shell('sleep 1000 & setsid sleep 1000 & wait'))
      trial().launch(argv(fixture('ignore-sigterm.sh')))
      await until('all of them', () => trial().living().length >= 5)
      await trial().supervisor.close(200)
      expect(trial().living()).toEqual([])
      const told = trial().events.length
      expect(trial().events.filter(({ type }) => type === 'exited')).toHaveLength(2)
      trial().supervisor.launch(trial().request(argv('true')))
      await new Promise((resolve) => setImmediate(resolve))
      expect(trial().events).toHaveLength(told)
    })
  })
}
