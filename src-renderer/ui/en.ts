import { endWords, outcomeWords } from '../../src-main/contract/outcome-words.ts'
import { waitWords } from '../../src-main/contract/wait-words.ts'

/** Words of the dumb components, and of what every part says of runs. */
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
  outcome: outcomeWords,
  end: endWords,
  wait: waitWords,
  clipboard: {
    copied: 'Copied',
    refused: 'The system refused access to the clipboard',
  },
}
