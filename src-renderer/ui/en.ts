/** Words of the dumb components. */
export const ui = {
  state: {
    queued: 'Waiting',
    starting: 'Starting',
    running: 'Running',
    suspended: 'Suspended',
    stopping: 'Stopping',
    succeeded: 'Succeeded',
    failed: 'Failed',
    terminated: 'Terminated',
    'timed-out': 'Timed out',
    cancelled: 'Cancelled',
    'could-not-start': 'Could not start',
    lost: 'Lost',
    sleeping: 'Sleeping',
    'waiting-for-disk': 'Waiting for disk',
    stopped: 'Stopped',
    zombie: 'Zombie',
    unknown: 'Unknown',
  },
  table: {
    selected: '{n} row selected | {n} rows selected',
    expand: 'Expand',
    collapse: 'Collapse',
  },
  confirm: {
    cancel: 'Cancel',
    silence: 'Don’t ask again',
    more: 'and {n} more',
  },
  outcome: {
    code: 'exited with {code}',
    signal: 'killed by {signal}',
    exitStatusUnknown: 'exit status unknown',
    error: '{message}',
  },
  lost: {
    'machine-restarted': 'machine restarted',
    'exit-status-unknown': 'exit status unknown',
    'supervisor-gone': 'supervisor gone',
  },
  clipboard: {
    copied: 'Copied',
    refused: 'The system refused access to the clipboard',
  },
}
