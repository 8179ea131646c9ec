import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import type { Fault } from './fault.ts'

const contenders = 12

/** Takes the hold of a data folder, says whether it was given, and keeps it until it is killed. */
const contender = `
  import { DataFolderHold } from ${JSON.stringify(new URL('../../src-main/engine/data-folder-hold.ts', import.meta.url).href)}
  process.stdin.once('data', () => {
    const taken = DataFolderHold.take(process.argv[1], { kind: 'headless', pid: process.pid })
    console.log(taken.ok ? 'won' : 'lost')
    if (!taken.ok) process.exit()
    setInterval(() => taken, 1_000)
  })
  console.log('ready')
`

interface Contender {
  child: ChildProcess
  lines: AsyncIterator<string>
}

async function enter(folder: string): Promise<Contender> {
  const child = spawn(process.execPath, ['--input-type=module-typescript', '-e', contender, folder], {
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  const lines = createInterface({ input: child.stdout! })[Symbol.asyncIterator]()
  await lines.next()
  return { child, lines }
}

async function race(folder: string): Promise<Contender> {
  const all = await Promise.all(Array.from({ length: contenders }, () => enter(folder)))
  for (const { child } of all) child.stdin?.write('go\n')
  const results = await Promise.all(all.map(async ({ lines }) => (await lines.next()).value as string))
  const winners = all.filter((_, index) => results[index] === 'won')
  const [winner] = winners
  if (winners.length !== 1 || !winner) throw new Error(`${String(winners.length)} of ${String(contenders)} won`)
  return winner
}

export const fault: Fault = {
  title: '12 processes race for the data folder’s lock; the winner is killed with -9 and the folder taken again.',
  async run({ extent, folder }) {
    const rounds = extent === 'long' ? 50 : 2
    const times: number[] = []
    for (let round = 0; round < rounds; round++) {
      const { child } = await race(folder)
      const next = await enter(folder)
      child.kill('SIGKILL')
      await once(child, 'exit')
      const begin = performance.now()
      next.child.stdin?.write('go\n')
      const { value } = await next.lines.next()
      if (value !== 'won') throw new Error('The folder was not free after its holder was killed.')
      times.push(performance.now() - begin)
      next.child.kill('SIGKILL')
      await once(next.child, 'exit')
    }
    const slowest = Math.max(...times)
    if (slowest > 1_000) throw new Error(`Taking the folder again took ${String(slowest)} ms.`)
    return { rounds, 'winners in each': 1, 'taken again within at most ms': Math.round(slowest) }
  },
}
