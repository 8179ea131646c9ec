import type { Trouble } from '../../contract/snapshot.ts'
import type { SupervisorEvent } from '../../supervisor/port.ts'

type Told = Extract<SupervisorEvent, { type: 'lost' | 'silent' | 'replaced' }>

const silences = {
  stopped:
    'The process that runs tasks was stopped by a signal from outside, and was continued. If it is stopped again soon, another takes its place.',
  slow: 'The process that runs tasks has not answered for 10 s: the machine may be very busy. Running commands go on; if it does not answer within a minute, another takes its place.',
}

/** What is reported to a person about the supervisor itself. */
export function supervisorTrouble(event: Told): [code: Trouble['code'], message: string] {
  switch (event.type) {
    case 'silent':
      return ['supervisor-silent', silences[event.silence]]
    case 'replaced':
      return [
        'supervisor-replaced',
        `The process that runs tasks ended (${event.reason}), and another took its place. Running commands go on, but how those that it had started end cannot be known.`,
      ]
    case 'lost':
      return ['supervisor-lost', `The process that runs tasks is gone: ${event.reason}. Restart Forkyard.`]
  }
}
