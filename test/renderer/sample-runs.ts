import type { ProcessSample } from '../../src-main/contract/process.ts'
import type { EndedRun, LiveRun, RunId } from '../../src-main/contract/run.ts'
import { defaultSettings } from '../../src-main/contract/settings.ts'
import type { Snapshot } from '../../src-main/contract/snapshot.ts'

/** Values of the contract for the renderer's tests, with what a test does not care about filled in. */

export function sampleProcess(pid: number, more: Partial<ProcessSample> = {}): ProcessSample {
  return {
    pid,
    startTime: pid * 10,
    parentPid: 1,
    name: `process ${String(pid)}`,
    command: `command ${String(pid)}`,
    state: 'running',
    cpu: 0,
    memory: 0,
    threads: 1,
    ...more,
  }
}

export function liveRun(id: number, more: Partial<LiveRun> = {}): LiveRun {
  return {
    runId: id as RunId,
    name: `run ${String(id)}`,
    command: 'true',
    isCommandCut: false,
    folder: '/',
    queuedAt: 0,
    attempt: 1,
    state: 'running',
    pid: id * 100,
    startedAt: id,
    processes: [],
    ...more,
  }
}

export function endedRun(id: number, more: Partial<EndedRun> = {}): EndedRun {
  const { processes: _processes, state: _state, ...summary } = liveRun(id)
  return {
    ...summary,
    sequence: id,
    outcome: { kind: 'succeeded', exitStatus: { code: 0 } },
    notes: [],
    endedAt: id,
    waitTime: 0,
    ...more,
  }
}

export function snapshot(more: Partial<Snapshot> = {}): Snapshot {
  const pool = more.pool ?? {
    name: 'default',
    size: 2,
    isPaused: false,
    running: 0,
    depth: 0,
    queueRevision: 0,
    ended: { succeeded: 0, failed: 0, terminated: 0, cancelled: 0, couldNotStart: 0, lost: 0 },
  }
  return {
    revision: 7,
    host: {
      kind: 'headless',
      version: '0',
      platform: 'linux',
      pid: 1,
      cpus: 2,
      homeFolder: '/',
      dataFolder: '/data',
      dataFolderFrom: 'convention',
      shell: '/bin/sh',
      canSuspend: true,
      canChooseFolder: false,
      canWrapSecretKey: false,
      endsWithWindow: false,
    },
    pools: [pool],
    pool,
    live: [],
    ended: [],
    queueSamples: [],
    messageQueues: [],
    settings: defaultSettings,
    ...more,
  }
}
