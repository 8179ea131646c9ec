import type { RunCount } from '../engine/index.ts'
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
    question: ({ live, waiting, messages }: RunCount): string =>
      [
        live > 0 && `${count(live, 'run is', 'runs are')} live`,
        waiting > 0 && `${count(waiting, 'run waits', 'runs wait')} in the queue`,
        live === 0 && messages > 0 && `${count(messages, 'message waits', 'messages wait')} in message queues`,
      ]
        .filter((part) => part !== false)
        .join(' and ') + '.',
    detail: ({ live, functions, waiting, messages }: RunCount): string =>
      [
        live > 0 &&
          'What should happen to the runs? Commands that you let run are followed again at the next start, with their output and exit status.',
        functions > 0 && `${count(functions, 'function ends', 'functions end')} with Forkyard unless you wait.`,
        messages > 0 &&
          `Quitting deletes ${count(messages, 'message', 'messages')} in message queues. This cannot be undone.`,
        waiting > 0 && 'What waits stays in the queue and goes on at the next start.',
      ]
        .filter((part) => part !== false)
        .join(' '),
    keep: ({ functions }: RunCount): string => (functions > 0 ? 'Let commands run' : 'Let them run'),
    wait: 'Wait for them',
    terminate: ({ live }: RunCount): string => `Terminate ${count(live, 'run', 'runs')}`,
    loseMessages: ({ messages }: RunCount): string => `Quit and delete ${count(messages, 'message', 'messages')}`,
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
