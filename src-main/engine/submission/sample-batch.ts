import { rm } from 'node:fs/promises'
import type { Task } from '../../contract/task.ts'
import { makeTemporaryFolder } from '../../platform/temporary-folder.ts'

const files = 24
const parts = 6

/** A small batch of real work for a first look: each run generates text in parts and compresses it into one file. */
export class SampleBatch {
  readonly #folders: string[] = []
  readonly #platform: NodeJS.Platform

  constructor(platform: NodeJS.Platform) {
    this.#platform = platform
  }

  /** Makes a temporary folder for the results; it goes with the host. */
  tasks(): Task[] {
    const folder = makeTemporaryFolder('forkyard-sample-')
    this.#folders.push(folder)
    return Array.from({ length: files }, (_, index) => {
      const number = String(index + 1).padStart(2, '0')
      return { name: `compress-${number}`, folder, command: this.#command(`file-${number}`) }
    })
  }

  /** Removes the results, unless runs that want them are left for the next host. */
  async close(isAllDone: boolean): Promise<void> {
    if (!isAllDone) return
    for (const folder of this.#folders) await rm(folder, { recursive: true, force: true })
  }

  #command(name: string): Task['command'] {
    if (this.#platform === 'win32') {
      // Not yet run on Windows.
      const script = [
        `1..${parts} | ForEach-Object { (1..60000) -join [Environment]::NewLine | Add-Content ${name}.txt; Write-Output "part $_ of ${parts}" }`,
        `Compress-Archive ${name}.txt ${name}.zip`,
        `(Get-Item ${name}.txt, ${name}.zip).Length`,
      ].join('; ')
      return { kind: 'argv', argv: ['powershell.exe', '-NoProfile', '-Command', script] }
    }
    return {
      kind: 'shell',
      line: [
        `for part in ${Array.from({ length: parts }, (_, index) => index + 1).join(' ')}; do`,
        `  seq "\${part}000000" "\${part}500000" | gzip -9 >> ${name}.txt.gz`,
        `  printf 'part %s of ${parts}: %s bytes compressed\\n' "$part" "$(wc -c < ${name}.txt.gz)"`,
        'done',
        `gzip --test ${name}.txt.gz && echo "${name}.txt.gz is whole"`,
      ].join('\n'),
    }
  }
}
