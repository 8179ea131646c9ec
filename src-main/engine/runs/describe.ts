import { shownCommand } from '../../contract/command-line.ts'
import type { ProcessSample, ProcessTotals } from '../../contract/process.ts'
import type { EndedRun, LiveRun, QueuedRun, RunNote, RunSummary, WaitReason } from '../../contract/run.ts'
import type { ReadyTask, Run } from './run.ts'
import { nameOf } from './run-name.ts'

const shownCommands = new WeakMap<ReadyTask, Pick<RunSummary, 'command' | 'isCommandCut'>>()

/** Runs share their task: it is made once. */
function shownCommandOf(task: ReadyTask): Pick<RunSummary, 'command' | 'isCommandCut'> {
  let shown = shownCommands.get(task)
  if (!shown) {
    shown = shownCommand(task.command)
    shownCommands.set(task, shown)
  }
  return shown
}

function summarise(run: Run): RunSummary {
  return {
    runId: run.runId,
    name: nameOf(run),
    ...shownCommandOf(run.task),
    folder: run.task.folder,
    queuedAt: run.queued.at,
    attempt: run.life.attempt,
  }
}

/** A queued run as clients see it. */
export function describeQueued(run: Run, position: number, waitsFor: WaitReason): QueuedRun {
  return { ...summarise(run), position, waitsFor }
}

/** A run that holds a slot, as clients see it. */
export function describeLive(run: Run): LiveRun {
  const { life, processes } = run
  const state =
    life.phase === 'running' && life.isSuspended
      ? 'suspended'
      : life.phase === 'running' || life.phase === 'stopping'
        ? life.phase
        : 'starting'
  return {
    ...summarise(run),
    state,
    ...('pid' in life && { pid: life.pid, startedAt: life.started.at }),
    ...(processes.length > 0 && { totals: sum(processes) }),
    processes,
  }
}

function sum(processes: ProcessSample[]): ProcessTotals {
  const totals = { processes: processes.length, cpu: 0, memory: 0, threads: 0 }
  for (const { cpu, memory, threads } of processes) {
    totals.cpu += cpu
    totals.memory += memory
    totals.threads += threads
  }
  return totals
}

/** A run that has ended, as clients see it. */
export function describeEnded(run: Run): EndedRun {
  const { life } = run
  if (life.phase !== 'ended') throw new Error(`Run ${run.runId} has not ended: it is ${life.phase}`)
  const { begun, exit, ended } = life
  return {
    ...summarise(run),
    sequence: run.sequence,
    outcome: life.outcome,
    notes: notesOf(run),
    ...(begun && { pid: begun.pid, startedAt: begun.started.at }),
    endedAt: ended.at,
    waitTime: Math.max(0, (begun?.started ?? ended).tick - run.queued.tick),
    ...(begun && { runTime: exit?.runTime ?? Math.max(0, ended.tick - begun.started.tick) }),
  }
}

function notesOf({ life, refusals, keptFrom, answer }: Run): RunNote[] {
  const notes: RunNote[] = []
  if (life.phase === 'ended' && life.exit?.isLogDiskFull) notes.push({ kind: 'log-disk-full' })
  if (life.phase === 'ended' && life.exit?.stoppedAt !== undefined) {
    notes.push({ kind: 'log-limit', bytes: life.exit.stoppedAt })
  }
  if (keptFrom > 0) notes.push({ kind: 'log-cut', keptFrom })
  if (answer?.tooLarge !== undefined) notes.push({ kind: 'result-too-large', bytes: answer.tooLarge })
  if (refusals) notes.push({ kind: 'retried', ...refusals })
  return notes
}
