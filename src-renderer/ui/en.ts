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
  json: {
    items: '{n} item | {n} items',
    entries: '{n} entry | {n} entries',
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
    returned: 'returned',
    threw: 'threw an error',
    error: '{message}',
  },
  lost: {
    'machine-restarted': 'machine restarted',
    'exit-status-unknown': 'exit status unknown',
    'supervisor-gone': 'supervisor gone',
    'host-ended': 'host ended',
  },
  clipboard: {
    copied: 'Copied',
    refused: 'The system refused access to the clipboard',
  },
}
