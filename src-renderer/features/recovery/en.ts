/** Words of the notice after a start that found runs of an earlier one. */
export const recovery = {
  title: 'Restarted',
  running: '{n} run kept running | {n} runs kept running',
  ended: '{n} ended in the meantime',
  requeued: '{n} is back in the queue | {n} are back in the queue',
  lost: '{n} was lost | {n} were lost',
  lostBecause: '{n} was lost ({reason}) | {n} were lost ({reason})',
  paused: 'The pool is paused until you resume it.',
  undecided: 'Lost runs are not restarted automatically.',
  requeueAll: 'Requeue it | Requeue all',
  show: 'Show it | Show them',
  resume: 'Resume the pool',
  dismiss: 'Dismiss',
}
