import type { SupervisorEvent } from '../../supervisor/port.ts'
import type { FunctionEvent } from '../functions/function-launch.ts'
import type { Scheduler } from '../scheduling/scheduler.ts'
import { lifeEventsOf } from './life-events.ts'
import type { Moment } from './life.ts'
import type { Reattachment } from './recovery.ts'
import type { Run } from './run.ts'
import type { RunEvents } from './run-events.ts'
import type { RunLives } from './run-lives.ts'
import type { RunRecord } from './run-record.ts'
import { supervisorTrouble } from './supervisor-troubles.ts'

/** About a single run. */
type RunReport = Exclude<SupervisorEvent | FunctionEvent, { type: 'lost' | 'silent' | 'replaced' | 'sampled' }>

interface Parts {
  lives: RunLives
  scheduler: Scheduler
  record: RunRecord
  events: RunEvents
}

/** Applies what the supervisor and the workers report to the lives of the runs. */
export class EventFollower {
  readonly #parts: Parts
  #isSupervisorLost = false
  #reattachment: Reattachment | undefined

  constructor(parts: Parts) {
    this.#parts = parts
  }

  get isSupervisorLost(): boolean {
    return this.#isSupervisorLost
  }

  /** It is told which fates are found, until all of them are. */
  beginReattachment(reattachment: Reattachment): void {
    this.#reattachment = reattachment
  }

  follow(event: SupervisorEvent | FunctionEvent): void {
    const { lives, scheduler, events } = this.#parts
    switch (event.type) {
      case 'lost':
        this.#isSupervisorLost = true
        scheduler.setPaused(true)
        scheduler.close('supervisor')
        lives.lose(event.reason)
        this.#reattachment?.loseRest()
        events.troubled(...supervisorTrouble(event))
        events.poolChanged()
        return
      case 'silent':
      case 'replaced':
        events.troubled(...supervisorTrouble(event))
        return
      case 'sampled':
        this.#takeSamples(event)
        return
    }
    // The attempt may be over already: then the event is late, and changes nothing.
    const run = lives.ofAttempt(event)
    if (!run) return
    this.#apply(run, event)
    if (event.type === 'found') this.#noteFate(event)
    if (event.type === 'log-cut' || event.type === 'answered') return
    scheduler.admit()
    events.poolChanged()
  }

  #apply(run: Run, event: RunReport): void {
    const { lives, scheduler, record } = this.#parts
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
        if (event.error.isTransient) this.#refuse(run, event.error.code, moment)
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
  }

  /** The system refuses processes for a while: the run waits again. */
  #refuse(run: Run, code: string, moment: Moment): void {
    const { lives, scheduler, events } = this.#parts
    const isNew = scheduler.refused(code)
    run.refusals = { attempts: (run.refusals?.attempts ?? 0) + 1, code }
    lives.move(run, { type: 'never-started', moment })
    if (!isNew) return
    events.troubled(
      'starts-held',
      `The system refuses to start more processes (${code}). Waiting runs are tried again automatically. Ending other programs or a smaller pool helps.`,
    )
  }

  #noteFate({ runId, fate }: Extract<SupervisorEvent, { type: 'found' }>): void {
    this.#reattachment?.note(runId, fate.kind)
    if (this.#reattachment?.isOver) this.#reattachment = undefined
  }

  #takeSamples({ trees }: Extract<SupervisorEvent, { type: 'sampled' }>): void {
    const { lives, events } = this.#parts
    for (const tree of trees) {
      const run = lives.ofAttempt(tree)
      if (!run) continue
      run.processes = tree.processes
      events.liveChanged(run)
    }
  }
}
