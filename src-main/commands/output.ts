/** Writes to stdout; resolves when it may go on, so that a slow reader bounds what is kept here. */
export function print(text: string | Uint8Array): Promise<void> {
  return new Promise((resolve) => {
    process.stdout.write(text, () => {
      resolve()
    })
  })
}

/** One JSON value, one line. */
export function printJson(value: object): Promise<void> {
  return print(`${JSON.stringify(value)}\n`)
}

/** One sentence to the person, on stderr. */
export function say(sentence: string): void {
  process.stderr.write(`forkyard: ${sentence}\n`)
}

/** Whoever reads our output may go away, as `head` does: that is no failure, and there is nothing left to do. */
export function endQuietlyWithReader(): void {
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') say(`The output could not be written: ${error.message}.`)
    process.exit(error.code === 'EPIPE' ? 0 : 1)
  })
  process.stderr.on('error', () => undefined)
}
