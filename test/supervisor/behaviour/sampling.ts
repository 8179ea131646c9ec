import { describe, expect, it } from 'vitest'
import { type Trial, argv, shell } from '../trial.ts'
import { until } from '../until.ts'

export function describeSampling(trial: () => Trial): void {
  describe('samples', () => {
    it('come for live attempts only, and only when asked for', async () => {
      const ended = trial().launch(argv('true'))
      await trial().event('exited', ended)
      const key = trial().launch(argv('sleep', '1000'))
      const { pid, startTime } = await trial().event('started', key)
      expect(trial().events.some(({ type }) => type === 'sampled')).toBe(false)
      trial().supervisor.sampleEvery(100)
      const [sample, ...others] = await trial().sampled(key, ({ length }) => length > 0)
      expect(others).toEqual([])
      expect(sample).toMatchObject({
        pid,
        startTime,
        name: 'sleep',
        command: 'sleep 1000',
        state: 'sleeping',
        threads: 1,
      })
      expect(sample?.memory).toBeGreaterThan(100_000)
      for (const event of trial().events) if (event.type === 'sampled') expect(event.trees).toHaveLength(1)
    })

    it('stop with the last attempt', async () => {
      trial().supervisor.sampleEvery(100)
      const key = trial().launch(argv('sleep', '0.3'))
      await trial().event('exited', key)
      const told = trial().events.length
      await trial().run(argv('sleep', '0.05'))
      expect(
        trial()
          .events.slice(told)
          .filter(({ type }) => type === 'sampled').length,
      ).toBeLessThan(2)
      trial().supervisor.sampleEvery(0)
    })

    it('show a busy loop by its CPU, and its children under it, parents first', async () => {
      const key = trial().launch(shell('sleep 1000 & sh -c "while :; do :; done" & wait'))
      trial().supervisor.sampleEvery(200)
      const processes = await trial().sampled(key, (all) => all.some(({ cpu }) => cpu > 50))
      const [own, ...under] = processes
      const { pid } = await trial().event('started', key)
      expect(own?.pid).toBe(pid)
      expect(under.map(({ parentPid }) => parentPid)).toEqual([pid, pid])
      expect(under.find(({ cpu }) => cpu > 50)?.state).toBe('running')
      expect(under.find(({ name }) => name === 'sleep')?.cpu).toBeLessThan(5)
    })

    it('count threads and memory', async () => {
      const script = 'globalThis.kept = Buffer.alloc(60e6, 1); setInterval(() => {}, 1000)'
      const key = trial().launch(argv(process.execPath, '-e', script))
      trial().supervisor.sampleEvery(100)
      const [node] = await trial().sampled(key, ([first]) => (first?.memory ?? 0) > 60e6)
      expect(node?.threads).toBeGreaterThan(3)
    })

    it('make names and arguments harmless', async () => {
      const script =
        'printf "%s" "$(printf ")\\033(")" >/proc/self/comm; echo named; read x </dev/zero; while :; do sleep 1; done'
      const key = trial().launch(argv('/bin/bash', '-c', script, '\u001b]0;title\u0007', '\u202etxt.exe', 'two\nlines'))
      await trial().printed(key, 'named')
      trial().supervisor.sampleEvery(100)
      const [process] = await trial().sampled(key, ({ length }) => length > 0)
      expect(process?.command).toContain('�]0;title� �txt.exe two lines')
      expect(`${process?.command ?? ''}${process?.name ?? ''}`).not.toMatch(/[\u0000-\u001f\u202e]/)
    })

    it('read the command anew when the process executes another program', async () => {
      const key = trial().launch(shell('sleep 0.4; exec sleep 1000'))
      trial().supervisor.sampleEvery(100)
      await trial().sampled(key, ([first]) => first?.name === 'sh')
      const [own] = await trial().sampled(key, ([first]) => first?.name === 'sleep')
      expect(own?.command).toBe('sleep 1000')
      await until('one process', () => trial().living().length === 1)
    })
  })
}
