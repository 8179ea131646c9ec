import type { WaitReason } from './run.ts'
import type { Named } from './words.ts'

/** Why a run waits, for window and command line: `short` goes on from “waits for”, `sentence` is for a place of its own. */
export const waitWords = {
  slot: { short: 'a free slot', sentence: 'It starts when the runs before it have left a slot free.' },
  paused: {
    short: 'the pool to be resumed',
    sentence: 'The pool is paused. The run starts after the pool is resumed.',
  },
  retry: {
    short: 'the system ({code}), next try in {seconds} s',
    sentence: 'The system refuses to start processes ({code}). Forkyard tries again in {seconds} s.',
  },
  starting: {
    short: 'Forkyard to finish starting',
    sentence: 'Forkyard has just started and is reading the environment of your login shell.',
  },
  recovering: {
    short: 'earlier runs to be found',
    sentence: 'Forkyard is finding out what happened to the runs of its last start. Nothing starts before that.',
  },
  storage: {
    short: 'the database to be writable',
    sentence:
      'The database cannot be written, so nothing starts. Runs will start automatically once it can be written.',
  },
  supervisor: {
    short: 'a restart of Forkyard',
    sentence: 'The process that runs tasks is gone, so nothing can start. Restart Forkyard.',
  },
  closing: {
    short: 'the next start of Forkyard',
    sentence: 'Forkyard is ending. The run starts after the next start of Forkyard.',
  },
} satisfies Record<WaitReason['kind'], { short: string; sentence: string }>

/** What the words of a reason name. @param now milliseconds since the epoch */
export function namedInWait(reason: WaitReason, now: number): Named {
  if (reason.kind !== 'retry') return {}
  return { code: reason.code, seconds: Math.max(1, Math.ceil((reason.at - now) / 1_000)) }
}
