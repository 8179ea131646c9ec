import type { StartError } from '../port.ts'

/** Why a supervisor does not even try to start something. */
export const refusals = {
  closing: { code: 'ECANCELED', message: 'Forkyard is closing and starts nothing more.', isTransient: false },
  known: (key: string) => ({
    code: 'EEXIST',
    message: `Attempt ${key} was started already.`,
    isTransient: false,
  }),
  /** What cannot be written down must not be started: after a crash nobody would know of it. */
  notRecorded: {
    code: 'ENOSPC',
    message:
      'The task could not be started just now: the disk of Forkyard’s data folder is full, so the start could not be recorded. Free some space there; Forkyard tries again.',
    isTransient: true,
  },
} satisfies Record<string, StartError | ((key: string) => StartError)>
