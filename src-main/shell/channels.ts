/** Everything that crosses between the page and the main process goes over these. The preload repeats the names: it can import nothing. */
export const channels = {
  request: 'forkyard:request',
  notice: 'forkyard:notice',
  command: 'forkyard:command',
} as const

export type Channel = (typeof channels)[keyof typeof channels]
