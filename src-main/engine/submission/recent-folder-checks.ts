import type { Issue } from '../../contract/answer.ts'
import { checkFolder } from './folder-check.ts'

/** Milliseconds that a folder which was found usable is taken for usable: many tasks are submitted for one in a row. */
const lifetime = 100

/** Checks folders, and remembers for a moment what it found. */
export class RecentFolderChecks {
  readonly #checks = new Map<string, Promise<Issue | undefined>>()

  /** What keeps a task from running in this folder. */
  check(folder: string): Promise<Issue | undefined> {
    const recent = this.#checks.get(folder)
    if (recent) return recent
    const check = checkFolder(folder)
    this.#checks.set(folder, check)
    const forget = (): boolean => this.#checks.delete(folder)
    check.then(
      (issue) => {
        if (issue) forget()
        else setTimeout(forget, lifetime).unref()
      },
      // Whoever asked is told; for the next one it is checked again.
      forget,
    )
    return check
  }
}
