import type { Readable } from 'node:stream'

/** Characters that are kept. */
const longest = 2_000

/** The end of what a worker writes to standard error, all of which goes to this process's own. */
export class LastWords {
  #text = ''

  constructor(stderr: Readable | undefined) {
    stderr?.setEncoding('utf8').on('data', (text: string) => {
      process.stderr.write(text)
      this.#text = (this.#text + text).slice(-longest)
    })
  }

  get text(): string {
    return this.#text
  }
}
