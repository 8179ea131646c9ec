/** Where a command was called, and what with. */
export interface Surroundings {
  dataFolder: string
  dataFolderFrom: 'environment' | 'setting' | 'convention'
  /** Of this program. */
  version: () => Promise<string>
  /** What starts this very command line again, for a host in the background: a program and its first arguments. */
  ownProgram: string[]
  environment: NodeJS.ProcessEnv
}

/** What each file that the command line loads exports. */
export interface CommandModule {
  /** Carries the command out; resolves with the exit status. */
  run(args: string[], surroundings: Surroundings): Promise<number>
}
