import type { SupervisorEvent } from '../../supervisor/port.ts'
import type { FunctionEvent } from '../functions/function-runs.ts'
import type { Scheduler } from '../scheduling/scheduler.ts'
import { lifeEventsOf } from './life-events.ts'
import type { Moment } from './life.ts'
import type { Run } from './run.ts'
import type { RunEvents } from './run-events.ts'
import type { RunLives } from './run-lives.ts'
import type { RunRecord } from './run-record.ts'

/** What the supervisor and workers tell of a single run. */
export type ToldEvent = Exclude<SupervisorEvent | FunctionEvent, { type: 'lost' | 'silent' | 'replaced' | 'sampled' }>

interface Parts {
  lives: RunLives
  scheduler: Scheduler
  record: RunRecord
  events: RunEvents
}

/** Applies an event to the life of its run. False if the event belongs to an attempt that is over. */
export function bringToLife(event: ToldEvent, parts: Parts): boolean {
  const { lives, scheduler, record } = parts
  const run = lives.ofAttempt(event)
  if (!run) return false
  const moment = lives.moment()
  switch (event.type) {
    case 'given-up':
      lives.move(run, { type: 'never-started', moment })
      break
    case 'log-cut':
      run.keptFrom = event.keptFrom
      record.logCut(run)
      break
    case 'answered':
      run.answer = event.answer
      break
    case 'start-failed':
      if (event.error.isTransient) refuse(run, event.error.code, moment, parts)
      else lives.move(run, { type: 'start-failed', error: event.error, moment })
      break
    case 'started':
      lives.totals.started++
      scheduler.started()
      for (const step of lifeEventsOf(event, run, moment)) lives.move(run, step)
      record.started(run, event.startTime)
      break
    case 'exited':
    case 'found':
      for (const step of lifeEventsOf(event, run, moment)) lives.move(run, step)
  }
  return true
}

function refuse(run: Run, code: string, moment: Moment, { lives, scheduler, events }: Parts): void {
  const isNew = scheduler.refused(code)
  run.refusals = { attempts: (run.refusals?.attempts ?? 0) + 1, code }
  lives.move(run, { type: 'never-started', moment })
  if (!isNew) return
  events.troubled(
    'starts-held',
    `The system refuses to start more processes (${code}). Waiting runs are tried again by themselves; ending other programs or a smaller pool helps.`,
  )
}

/** The latest sample of the processes of each live run. */
export function takeSamples(
  trees: Extract<SupervisorEvent, { type: 'sampled' }>['trees'],
  { lives, events }: Pick<Parts, 'lives' | 'events'>,
): void {
  for (const tree of trees) {
    const run = lives.ofAttempt(tree)
    if (!run) continue
    run.processes = tree.processes
    events.liveChanged(run)
  }
}
