import { rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { makeTemporaryFolder } from '../../platform/temporary-folder.ts'

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
  #folder: string | undefined

  /** Its path. As it was first, whatever was made of it since. */
  async write(): Promise<string> {
    const file = join((this.#folder ??= makeTemporaryFolder('forkyard-compare-')), 'sample.mjs')
    await writeFile(file, text)
    return file
  }

  async remove(): Promise<void> {
    if (this.#folder) await rm(this.#folder, { recursive: true, force: true })
  }
}
