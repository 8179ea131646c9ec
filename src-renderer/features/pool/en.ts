/** Words of the pool's controls. */
export const pool = {
  label: 'Pool',
  size: 'Pool size',
  sizeError: 'A whole number from {min} to {max}',
  fewer: 'One slot fewer',
  more: 'One slot more',
  running: '{running} of {size} running',
  slots: '{running} of {size} slots taken',
  pause: 'Pause the pool: no more runs start',
  resume: 'Resume the pool',
  paused:
    'Paused: running processes continue, {n} waiting run does not start | Paused: running processes continue, {n} waiting runs do not start',
  resumeNow: 'Resume',
  held: 'The system refuses new processes ({code}); trying again in {seconds} s',
  heldNow: 'The system refuses new processes ({code}); trying again now',
}
