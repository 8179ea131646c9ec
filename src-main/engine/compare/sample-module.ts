import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const text = `/** How many primes there are below the limit: work for a processor. */
export function countPrimes(limit) {
  let count = 0
  for (let number = 2; number < limit; number++) {
    let isPrime = true
    for (let divisor = 2; divisor * divisor <= number; divisor++) {
      if (number % divisor === 0) {
        isPrime = false
        break
      }
    }
    if (isPrime) count++
  }
  return count
}

/** Waits, as for an answer from elsewhere, and leaves the processor to others meanwhile. */
export async function pause(milliseconds) {
  await new Promise((resolve) => setTimeout(resolve, milliseconds))
  return milliseconds
}
`

/** A file with functions to compare for a first look, in a temporary folder. */
export class SampleModule {
  #folder: Promise<string> | undefined

  /** Its path. As it was first, whatever was made of it since. */
  async write(): Promise<string> {
    const file = join(await (this.#folder ??= mkdtemp(join(tmpdir(), 'forkyard-compare-'))), 'sample.mjs')
    await writeFile(file, text)
    return file
  }

  async remove(): Promise<void> {
    if (this.#folder) await rm(await this.#folder, { recursive: true, force: true })
  }
}
