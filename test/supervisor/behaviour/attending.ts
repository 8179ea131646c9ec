import { spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { openSync } from 'node:fs'
import { describe, expect, it, onTestFinished } from 'vitest'
import { type AttendRequest, markerName } from '../../../src-main/supervisor/port.ts'
import type { Trial } from '../trial.ts'

/** A process of this very process, in a session of its own, and what the supervisor is told of it. It goes with the test. */
export function startAttended(trial: Trial, script: string, more: Partial<AttendRequest> = {}) {
  const { runId, attempt, logFile } = trial.request({ kind: 'shell', line: script })
  // Its own: a supervisor of another test would end everything that is marked as one of its attempts.
  const marker = `attended-${randomUUID()}`
  const output = openSync(logFile, 'a', 0o600)
  const child = spawn('/bin/sh', ['-c', script], {
    detached: true,
    stdio: ['ignore', output, output],
    env: { PATH: process.env.PATH, [markerName]: marker },
  })
  onTestFinished(() => {
    endSession(child.pid ?? 0)
  })
  const ended = new Promise<{ code: number | null; signal: NodeJS.Signals | null }>((resolve) =>
    child.on('exit', (code, signal) => {
      resolve({ code, signal })
    }),
  )
  const key = { runId, attempt }
  trial.supervisor.attend({ ...key, pid: child.pid ?? 0, marker, logFile, ...more })
  return { key, child, ended }
}

/** The shell, and what it has started and left in its group: it may have ended before them. */
function endSession(leader: number): void {
  try {
    process.kill(-leader, 'SIGKILL')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
  }
}

export function describeAttending(trial: () => Trial): void {
  describe('a process of the host', () => {
    const attend = (...args: [script: string, more?: Partial<AttendRequest>]) => startAttended(trial(), ...args)

    it('is sampled with what it starts', async () => {
      const { key, child } = attend('sleep 1000 & setsid sleep 1000 & wait')
      trial().supervisor.sampleEvery(100)
      const processes = await trial().sampled(key, ({ length }) => length === 3)
      expect(processes[0]?.pid).toBe(child.pid)
      await trial().supervisor.kill(key)
    })

    it('ends as the host tells, and may live on for the next attempt', async () => {
      const { key, child } = attend('sleep 1000')
      trial().supervisor.end(key, 'returned')
      expect(trial().events).toEqual([])
      expect(await trial().event('exited', key)).toMatchObject({ exitStatus: 'returned', hasReachedLogLimit: false })
      expect(child.exitCode).toBe(null)
      const next = { ...key, attempt: 2 }
      trial().supervisor.attend({
        ...next,
        pid: child.pid ?? 0,
        marker: `next-${randomUUID()}`,
        logFile: `${trial().folder}/next`,
      })
      trial().supervisor.end(next, { signal: 'SIGKILL' })
      expect(await trial().event('exited', next)).toMatchObject({ exitStatus: { signal: 'SIGKILL' } })
    })

    it('is terminated with its whole tree, once the host has told of its end', async () => {
      const { key, ended } = attend('sleep 1000 & setsid sleep 1000 & wait')
      const result = trial().supervisor.terminate(key, 5_000)
      expect(await ended).toEqual({ code: null, signal: 'SIGTERM' })
      trial().supervisor.end(key, { signal: 'SIGTERM' })
      expect(await result).toEqual({ ok: true })
      await trial().event('exited', key)
    })

    it('is ended where its log passes the limit', async () => {
      const { key, ended } = attend('while :; do echo line; done', { logLimit: { bytes: 100_000, policy: 'stop' } })
      const { signal } = await ended
      trial().supervisor.end(key, { signal: signal ?? '' })
      expect(await trial().event('exited', key)).toMatchObject({ hasReachedLogLimit: true })
    })

    it('is unknown after its end', async () => {
      const { key } = attend('sleep 1000')
      trial().supervisor.end(key, 'threw')
      await trial().event('exited', key)
      expect(await trial().supervisor.kill(key)).toMatchObject({ ok: false, code: 'unknown-process' })
    })
  })
}
