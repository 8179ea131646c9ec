import { statSync } from 'node:fs'
import type { Diagnostics, LoginSource } from './contract/diagnostics.ts'
import type { HostReport } from './engine/index.ts'
import { migrations } from './engine/storage/migrations.ts'
import { cLibraryState } from './platform/c-library.ts'
import { databaseFileOf, isClosedInOrder } from './platform/database-file.ts'
import { describeVersions } from './platform/versions.ts'
import type { EnduringSupervisor } from './supervisor/enduring.ts'

/** What both hosts know of themselves besides their engine. */
export class OwnReport implements HostReport {
  readonly #version: string
  readonly #databaseFile: string
  readonly #wasClosedInOrder: boolean
  readonly #startNotes: string[]
  #login: LoginSource = { kind: 'pending' }
  #supervisor: EnduringSupervisor | undefined

  /** To be made before the database is opened. */
  constructor(version: string, dataFolder: string, startNotes: string[]) {
    this.#version = version
    this.#databaseFile = databaseFileOf(dataFolder)
    this.#wasClosedInOrder = isClosedInOrder(this.#databaseFile)
    this.#startNotes = startNotes
  }

  hasLogin(login: LoginSource): void {
    this.#login = login
  }

  hasSupervisor(supervisor: EnduringSupervisor): void {
    this.#supervisor = supervisor
  }

  notes(): string[] {
    return [...this.#startNotes, ...this.laterNotes()]
  }

  /** Those that are known only once supervisor and login shell have answered. */
  laterNotes(): string[] {
    const library = this.#supervisor?.description?.cLibrary
    return [...describeLogin(this.#login), ...(library?.kind === 'failed' ? [describeFailure(library.reason)] : [])]
  }

  async diagnose(): ReturnType<HostReport['diagnose']> {
    return {
      versions: describeVersions(this.#version),
      cLibrary: await cLibraryState(),
      supervisor: this.#describeSupervisor(),
      database: {
        file: this.#databaseFile,
        // By its folder's entry: who opens and closes the file here would drop SQLite's locks.
        bytes: statSync(this.#databaseFile).size,
        layout: migrations.length,
        wasClosedInOrder: this.#wasClosedInOrder,
      },
      login: this.#login,
      notes: this.notes(),
    }
  }

  #describeSupervisor(): Diagnostics['supervisor'] {
    const { pid, description } = this.#supervisor ?? {}
    return pid === undefined || description === undefined ? undefined : { pid, ...description }
  }
}

function describeFailure(reason: string): string {
  return `koffi, which is installed, cannot be loaded: ${reason}. Commands start more slowly without it, and what native code and child processes of functions print is lost. Install Forkyard again.`
}

function describeLogin(login: LoginSource): string[] {
  if (login.kind === 'fallback') {
    return [
      `The environment of your login shell (${login.shell}) is not known: ${login.reason}. Tasks have a small one with a usual PATH; mend your profile, then start Forkyard again.`,
    ]
  }
  if (login.kind === 'shell' && login.leftOut.length > 0) {
    return [`Tasks do not have these variables of your login shell, which are not UTF-8: ${login.leftOut.join(', ')}.`]
  }
  return []
}
