import type { EndedRun, LiveRun, QueuedRun, RunDescription } from '../contract/run.ts'
import { describeMoment, describeOutcome, describeTime, describeWait, oneLine } from './texts.ts'

/** A run in whatever phase. */
export type AnyRun = RunDescription['run']

export const queuedRow = (run: QueuedRun): AnyRun => ({ phase: 'queued', ...run })
export const liveRow = (run: LiveRun): AnyRun => ({ phase: 'live', ...run })
export const endedRow = (run: EndedRun): AnyRun => ({ phase: 'ended', ...run })

/** A run as `--json` has it: docs/command-line.md lists the fields. */
export function jsonOf(run: AnyRun): Record<string, unknown> {
  const { runId, phase, ...fields } = run
  const state = phase === 'live' ? run.state : phase
  return { id: runId, state, ...fields, ...('state' in fields && { state }) }
}

export const rowHeading = ['ID', 'STATE', 'SINCE', 'NAME', 'COMMAND']

/** A run as a row of the table, `now` in milliseconds since the epoch. */
export function cellsOf(run: AnyRun, now: number): string[] {
  return [String(run.runId), stateOf(run, now), sinceOf(run, now), oneLine(run.name), oneLine(run.command)]
}

/** `running`, `queued`, `failed (exit status 2)`. @param now milliseconds since the epoch */
export function stateOf(run: AnyRun, now: number): string {
  switch (run.phase) {
    case 'queued':
      return run.waitsFor.kind === 'slot' ? 'queued' : `waits for ${describeWait(run.waitsFor, now)}`
    case 'live':
      return run.state
    case 'ended':
      return describeOutcome(run.outcome)
  }
}

/** How long a run that has not ended is in its phase, or when the others ended. */
function sinceOf(run: AnyRun, now: number): string {
  if (run.phase === 'ended') return describeMoment(run.endedAt)
  const since = run.phase === 'live' ? (run.startedAt ?? run.queuedAt) : run.queuedAt
  return describeTime(Math.max(0, now - since))
}
