import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, mkdtemp, readFile, readdir, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { describe, expect, it, onTestFinished } from 'vitest'

const module = new URL('../../../src-main/engine/data-folder/data-folder-hold.ts', import.meta.url).href

/** Takes the folder, says how that went in one line, and stays; the heap is swept, as in a host that lives for days. */
const program = `
const { DataFolderHold } = await import(${JSON.stringify(module)})
const [folder] = process.argv.slice(1)
const taken = DataFolderHold.take(folder, { kind: 'headless', pid: process.pid })
globalThis.gc()
await new Promise((resolve) => setTimeout(resolve, 20))
globalThis.gc()
console.log(JSON.stringify(taken))
setInterval(() => undefined, 1_000)
`

interface Contender {
  child: ChildProcess
  taken: { ok: boolean; message?: string }
}

async function contend(folder: string): Promise<Contender> {
  const child = spawn(process.execPath, ['--expose-gc', '--input-type=module', '-e', program, folder], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  onTestFinished(() => void child.kill('SIGKILL'))
  const [line] = (await once(createInterface({ input: child.stdout }), 'line')) as [string]
  return { child, taken: JSON.parse(line) as Contender['taken'] }
}

async function end({ child }: Contender): Promise<void> {
  const ended = once(child, 'exit')
  child.kill('SIGKILL')
  await ended
}

async function makeFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'forkyard-hold-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  return folder
}

describe('a data folder', () => {
  it('is held by one of 12 processes that race for it, and free at once when that one is killed', async () => {
    const folder = await makeFolder()
    for (let round = 0; round < 2; round++) {
      const contenders = await Promise.all(Array.from({ length: 12 }, () => contend(folder)))
      const winners = contenders.filter(({ taken }) => taken.ok)
      expect(winners, `round ${String(round)}`).toHaveLength(1)
      await Promise.all(contenders.map(end))
    }
    const next = await contend(folder)
    expect(next.taken.ok).toBe(true)
  })

  it('says who holds it and what to do', async () => {
    const folder = await makeFolder()
    const first = await contend(folder)
    const second = await contend(folder)
    expect(second.taken.message).toBe(
      `Forkyard already runs with the folder ${folder}, as forkyard serve in process ${String(first.child.pid)}. ` +
        'Use that one, or end it first; to run a second one, set FORKYARD_HOME to another folder.',
    )
  })

  it('is held where nobody can be told by whom, and leaves nothing else there', async () => {
    const folder = await makeFolder()
    // In the way of what is written, as a full disk is.
    await mkdir(join(folder, 'host.json.new'))
    await writeFile(join(folder, 'host.json'), '{"kind":"desktop","pid":1}')
    const first = await contend(folder)
    expect(first.taken.ok).toBe(true)
    const second = await contend(folder)
    expect(second.taken.message).toContain(`the folder ${folder}, in another process. Use`)
    expect(await readdir(folder)).toEqual(['host.json.new', 'host.lock'])
    expect((await stat(join(folder, 'host.lock'))).mode & 0o777).toBe(0o600)
  })

  it.each(['', '{', 'null', '{"pid":"1"}'])('is held whatever stands beside the lock: %j', async (text) => {
    const folder = await makeFolder()
    await contend(folder)
    await writeFile(join(folder, 'host.json'), text)
    const { taken } = await contend(folder)
    expect(taken.message).toContain(`the folder ${folder}, in another process. Use`)
    expect(await readFile(join(folder, 'host.json'), 'utf8')).toBe(text)
  })
})
