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
    cpuHint: 'All runs together. {cpus} CPUs at full load are {most} %.',
    memory: 'Memory {size}',
    memoryHint: 'Resident memory of all runs together. What processes share is counted once for each of them.',
  },
  view: {
    label: 'View',
    theme: 'Theme',
    system: 'Same as system',
    light: 'Light',
    dark: 'Dark',
    showOutput: 'Show output panel',
    askAgain: 'Ask again before ending or clearing a single run',
  },
  refused: {
    'used-link': {
      title: 'This link has been used',
      text: 'Each link opens one window, so that nobody else can use it. To open another window, make a new link:',
    },
    'expired-link': {
      title: 'This link has expired',
      text: 'A link works for one minute only, so that nobody can use an old one. Make a new link:',
    },
    'unknown-link': {
      title: 'Forkyard does not know this window',
      text: 'Forkyard was restarted after this page was opened, this window was signed out or not used for a day, or the link is incomplete. Make a new link:',
    },
    'other-user': {
      title: 'This Forkyard belongs to another user',
      text: 'Only the user who started it can open it. To start your own Forkyard, run:',
    },
    'signed-out': {
      title: 'This window was signed out',
      text: 'It is no longer connected to Forkyard. Running tasks are not affected. To open it again, make a new link:',
    },
    'no-link': {
      title: 'Open Forkyard through its link',
      text: 'This page needs the link that Forkyard prints when it starts; the address alone is not enough.',
    },
    terminal: 'In the terminal where Forkyard runs, press Enter. It prints a new link.',
    command: 'Or run this in any terminal on this machine:',
    start: 'If Forkyard is no longer running, start it with npm start.',
  },
  silent:
    'Forkyard is not answering. You are seeing the last known state; it updates when Forkyard answers again. If a signal stopped it (Ctrl+Z, for example), type “fg” in its terminal to continue it. “forkyard status” shows more.',
  lost: 'No connection to Forkyard. You are seeing the last known state; it updates when the connection returns. If Forkyard has ended, start it again and open its new link.',
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
  quitting: 'Ending all runs, then closing…',
  waitingToQuit: 'Closing when the last run has ended. No new runs start. Quit again to choose something else.',
}
