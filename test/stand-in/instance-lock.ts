import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'

interface Start {
  args: string[]
  folder: string
}

/** One app for each profile, as `app.requestSingleInstanceLock` has it: the first hears of each later start. */
export class InstanceLock {
  readonly #holderFile: string
  readonly #startFile: string

  constructor(profile: string) {
    mkdirSync(profile, { recursive: true })
    this.#holderFile = path.join(profile, 'stand-in-instance')
    this.#startFile = path.join(profile, 'stand-in-second-start')
  }

  /** False where another has it, which was told then. */
  take(onSecond: (args: string[], folder: string) => void): boolean {
    const holder = this.#livingHolder()
    if (holder !== undefined) {
      const start: Start = { args: process.argv, folder: process.cwd() }
      writeFileSync(this.#startFile, JSON.stringify(start))
      process.kill(holder, 'SIGUSR2')
      return false
    }
    writeFileSync(this.#holderFile, String(process.pid))
    process.on('SIGUSR2', () => {
      const { args, folder } = JSON.parse(readFileSync(this.#startFile, 'utf8')) as Start
      onSecond(args, folder)
    })
    return true
  }

  #livingHolder(): number | undefined {
    try {
      const pid = Number(readFileSync(this.#holderFile, 'utf8'))
      process.kill(pid, 0)
      return pid === process.pid ? undefined : pid
    } catch {
      return undefined
    }
  }
}
