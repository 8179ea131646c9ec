import type { HostDescription } from '../../contract/snapshot.ts'
import type { Surroundings } from './surroundings.ts'

/** What tasks build on: what is known at the start, until the login shell has told its environment. */
export class CurrentEnvironment implements Surroundings {
  readonly homeFolder: string
  readonly platform: HostDescription['platform']
  /** Resolves once the environment is the one that tasks are started with. Rejects as the login shell's reading does. */
  readonly known: Promise<void>
  #environment: Record<string, string>

  constructor({
    host,
    environment,
    login = Promise.resolve(environment),
  }: {
    host: Pick<HostDescription, 'homeFolder' | 'platform'>
    environment: Record<string, string>
    login?: Promise<Record<string, string>>
  }) {
    this.homeFolder = host.homeFolder
    this.platform = host.platform
    this.#environment = environment
    this.known = login.then((told) => {
      this.#environment = told
    })
  }

  get environment(): Record<string, string> {
    return this.#environment
  }
}
