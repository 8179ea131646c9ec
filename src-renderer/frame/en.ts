/** Words of the frame: navigation, bars, toasts, connection. */
export const frame = {
  pages: {
    label: 'Pages',
    processes: 'Processes',
    queue: 'Queue',
    'message-queues': 'Message queues',
    compare: 'Compare',
    settings: 'Settings',
  },
  status: {
    label: 'Status',
    connected: 'Connected',
    connecting: 'Connecting…',
    reconnecting: 'Connection lost; reconnecting…',
    silent: 'Not answering',
    refused: 'Not connected',
    running: '{n} running',
    waiting: '{n} waiting',
    cpu: 'CPU {percent} %',
    cpuHint: 'All runs together; {cpus} CPUs make {most} %',
    memory: 'Memory {size}',
    memoryHint: 'Resident memory of all runs together; what processes share counts once for each',
  },
  view: {
    label: 'View',
    theme: 'Theme',
    system: 'Same as system',
    light: 'Light',
    dark: 'Dark',
    showOutput: 'Show output panel',
    askAgain: 'Ask again before ending or clearing one',
  },
  refused: {
    'used-link': {
      title: 'This link has been used',
      text: 'Each link opens one window, so that nobody else can use it. To open another window, make a new link:',
    },
    'expired-link': {
      title: 'This link has expired',
      text: 'A link can be used for one minute, so that an old one is of no use to anybody. Make a new link:',
    },
    'unknown-link': {
      title: 'Forkyard does not know this window',
      text: 'Forkyard was started again since this page was opened, this window was signed out or not used for a day, or the link is not complete. Make a new link:',
    },
    'other-user': {
      title: 'This Forkyard belongs to another user',
      text: 'Only the user of this machine who started it can open it. Your own Forkyard starts with:',
    },
    'signed-out': {
      title: 'This window was signed out',
      text: 'It can do nothing any more. What runs in Forkyard goes on. To open it again, make a new link:',
    },
    'no-link': {
      title: 'Open Forkyard through its link',
      text: 'This page needs the link that Forkyard prints when it starts; the address alone is not enough.',
    },
    terminal: 'In the terminal where Forkyard runs, press Enter. It prints a new link.',
    command: 'Or run this in any terminal of this machine:',
    start: 'If it does not run any more, start it again with npm start.',
  },
  silent:
    'Forkyard does not answer. You are seeing the last known state; it updates when Forkyard answers again. If it was stopped by a signal (Ctrl+Z, for example), “fg” in its terminal lets it go on; “forkyard status” tells more.',
  lost: 'No connection to Forkyard. You are seeing the last known state; it updates when the connection is back. If Forkyard has ended, start it again and open its new link.',
  toasts: {
    label: 'Messages',
    dismiss: 'Dismiss',
    show: 'Show',
    runEnded: '{name} {outcome}',
    runsFailed: '{n} run failed | {n} runs failed',
    ownError: 'An error occurred in this window. Your runs continue.',
    reload: 'Reload',
  },
  resizeOutput: 'Resize the output panel',
  quitting: 'Ending every run, then closing…',
  waitingToQuit: 'Closing when the last run has ended; nothing new starts. Quit again to choose otherwise.',
}
