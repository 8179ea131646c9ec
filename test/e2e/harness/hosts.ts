import type { ElectronApplication, Page } from '@playwright/test'
import type { ForkyardWindow } from '../../../src-main/contract/window.ts'
import { makeLoginShell } from '../../fixtures/login-shell.ts'
import type { Complaints } from './complaints.ts'

declare global {
  interface Window {
    /** On the desktop: what the preload gives to the page. */
    forkyard?: ForkyardWindow
  }
}

/** The two programs that serve the one window: the desktop app, and `forkyard serve` with a browser. */
export type HostKind = 'desktop' | 'browser'

export interface Size {
  width: number
  height: number
}

/** A host that runs for one test, with its page. */
export interface RunningHost {
  readonly kind: HostKind
  readonly page: Page
  /** What the page has complained about so far; what is not allowed fails the test. */
  readonly complaints: Complaints
  /** Present on the desktop. */
  readonly electron?: ElectronApplication
  /** Resolves when the page has this size. */
  resize(size: Size): Promise<void>
  /** What the host has printed to stderr. */
  log(): string
  /** Kills the host’s process with -9; resolves when it is gone. */
  kill(): Promise<void>
  /** Agrees to end what runs, and resolves when the host's process has ended. */
  close(): Promise<void>
}

/** What tells a host where its data folder is: FORKYARD_HOME, or (Linux) what the system's convention goes by. */
export type FolderFrom = 'environment' | 'convention'

/** The environment of a host whose files all lie below the test's own folder. */
export function hostEnvironment(work: string, folderFrom: FolderFrom): Record<string, string> {
  const inherited = Object.entries(process.env).filter((entry): entry is [string, string] => entry[1] !== undefined)
  const { FORKYARD_HOME: _home, ...environment } = Object.fromEntries(inherited)
  return {
    ...environment,
    TMPDIR: `${work}/tmp`,
    SHELL: makeLoginShell(work),
    ...(folderFrom === 'environment'
      ? { FORKYARD_HOME: `${work}/home` }
      : { XDG_DATA_HOME: `${work}/share`, XDG_CONFIG_HOME: `${work}/config` }),
  }
}

/** Where the built app is. */
export const root = new URL('../../../', import.meta.url).pathname
