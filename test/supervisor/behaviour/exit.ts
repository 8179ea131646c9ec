import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { timeLimit } from '../../machine/time-limit.ts'
import { fixture } from '../fixture.ts'
import { livingProcess } from '../processes.ts'
import { type Trial, argv, shell } from '../trial.ts'

const hasCompiler = existsSync('/usr/bin/gcc')

export function describeExit(trial: () => Trial): void {
  describe('how an attempt ends', () => {
    it('tells started, then exited, with the time between', async () => {
      const before = Date.now()
      const key = trial().launch(argv('sleep', '0.2'))
      expect(trial().events).toEqual([])
      const exited = await trial().event('exited', key)
      const started = await trial().event('started', key)
      expect(trial().events).toEqual([started, exited])
      expect(started.pid).toBeGreaterThan(1)
      expect(started.startTime).toBeGreaterThan(0)
      expect(started.at).toBeGreaterThanOrEqual(before)
      expect(exited.at).toBeGreaterThanOrEqual(started.at)
      expect(exited.runTime).toBeGreaterThanOrEqual(199)
      expect(exited.isLogDiskFull).toBe(false)
    })

    it('names the process by its own start time', async () => {
      const started = await trial().event('started', trial().launch(argv('sleep', '1000')))
      expect(livingProcess(started.pid)?.startTime).toBe(started.startTime)
    })

    it.each([0, 3, 137, 255])('reports exit %i as a code', async (code) => {
      const { exitStatus } = await trial().run(shell(`exit ${String(code)}`))
      expect(exitStatus).toEqual({ code })
    })

    it('reports SIGKILL as a signal, not as 137', async () => {
      const { exitStatus } = await trial().run(shell('kill -KILL $$'))
      expect(exitStatus).toEqual({ signal: 'SIGKILL' })
    })

    it.skipIf(!hasCompiler)('reports a real segmentation fault (needs gcc)', async () => {
      const program = join(trial().folder, 'segfault')
      execFileSync('gcc', ['-o', program, fixture('segfault.c')])
      const { exitStatus } = await trial().run(argv(program))
      expect(exitStatus).toEqual({ signal: 'SIGSEGV' })
    })

    it('does not wait for a grandchild that holds its output open', async () => {
      const key = trial().launch(shell('sleep 1000 & echo started'))
      const { runTime } = await trial().event('exited', key)
      expect(runTime).toBeLessThan(timeLimit(5_000))
      expect(trial().living()).toHaveLength(1)
    })

    it('runs many at a time and reports each once', async () => {
      const keys = Array.from({ length: 40 }, (_, index) => trial().launch(shell(`exit ${String(index)}`)))
      const exits = await Promise.all(keys.map((key) => trial().event('exited', key)))
      expect(exits.map(({ exitStatus }) => exitStatus)).toEqual(keys.map((_, code) => ({ code })))
      expect(trial().events).toHaveLength(80)
    })

    it('refuses to start an attempt twice while it lives', async () => {
      const key = trial().launch(argv('sleep', '1000'))
      await trial().event('started', key)
      trial().launch(argv('true'), { runId: key.runId, attempt: key.attempt })
      expect((await trial().event('start-failed', key)).error.code).toBe('EEXIST')
      expect(trial().living()).toHaveLength(1)
    })
  })
}
