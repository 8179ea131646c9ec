import type { Running } from './quit.ts'

/** Every word that the operating system shows for us: the one place to translate. */
export const texts = {
  menu: {
    file: '&File',
    newTask: '&New Task…',
    close: '&Close Window',
    settings: '&Settings…',
    quit: '&Quit',
    edit: '&Edit',
    undo: '&Undo',
    redo: '&Redo',
    cut: 'Cu&t',
    copy: '&Copy',
    paste: '&Paste',
    selectAll: 'Select &All',
    view: '&View',
    processes: '&Processes',
    queue: '&Queue',
    messageQueues: '&Message Queues',
    compare: '&Compare',
    reload: '&Reload',
    developerTools: '&Developer Tools',
    actualSize: '&Actual Size',
    zoomIn: 'Zoom &In',
    zoomOut: 'Zoom &Out',
    fullScreen: '&Full Screen',
    window: '&Window',
    minimize: '&Minimize',
    help: '&Help',
    website: 'Forkyard’s &Website',
    about: '&About Forkyard',
    services: 'Services',
    hide: 'Hide Forkyard',
    hideOthers: 'Hide Others',
    showAll: 'Show All',
  },
  quit: {
    question: ({ live, waiting }: { live: number; waiting: number }): string =>
      [
        live > 0 && `${count(live, 'run is', 'runs are')} live`,
        waiting > 0 && `${count(waiting, 'run waits', 'runs wait')} in the queue`,
      ]
        .filter((part) => part !== false)
        .join(' and ') + '.',
    detail: ({ waiting }: { waiting: number }): string =>
      [
        'What shall become of running commands? Those that you let run are taken up again at the next start, with their output and how they end.',
        waiting > 0 && 'What waits stays in the queue and goes on then.',
      ]
        .filter((part) => part !== false)
        .join(' '),
    keep: 'Let them run',
    wait: 'Wait for them',
    terminate: 'Terminate them',
    cancel: 'Cancel',
    progress: ({ running, total, left }: { running: Running; total: number; left: number }): string =>
      running === 'keep'
        ? 'Forkyard: closing…'
        : `Forkyard: ${running === 'wait' ? 'waiting for' : 'terminating'} runs, ${String(left)} of ${String(total)} left…`,
  },
  damage: {
    title: 'Forkyard’s database cannot be used',
    titleTooNew: 'Forkyard’s database was made by a newer version',
    restore: 'Restore the Backup',
    'start-empty': 'Start Empty',
    quit: 'Quit',
  },
  folder: {
    title: 'Choose the folder to run in',
    choose: 'Choose',
  },
  module: {
    title: 'Choose the file with the function',
    choose: 'Choose',
    modules: 'JavaScript, TypeScript, Python',
    all: 'All files',
  },
  failure: {
    startTitle: 'Forkyard could not start',
    givenUpTitle: 'Forkyard has to end',
    pageTitle: 'Forkyard could not show its window',
    pageGone: (reason: string): string => `The window’s process has ended (${reason}). Your runs go on.`,
    pageGoneDetail: 'Reload the window to see them again, or quit.',
    reload: 'Reload',
    quit: 'Quit',
  },
} as const

function count(number: number, one: string, many: string): string {
  return `${String(number)} ${number === 1 ? one : many}`
}
