import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import type { Fault } from './fault.ts'
import { timeLimit } from '../machine/time-limit.ts'

const contenders = 12

/** Tries to take the hold of a data folder at each word, says whether it was given, and keeps it until it is killed. */
const contender = `
  import { DataFolderHold } from ${JSON.stringify(new URL('../../src-main/engine/data-folder/data-folder-hold.ts', import.meta.url).href)}
  const held = []
  process.stdin.on('data', () => {
    const taken = DataFolderHold.take(process.argv[1], { kind: 'headless', pid: process.pid })
    if (taken.ok) held.push(taken)
    console.log(taken.ok ? 'won' : 'lost')
  })
  console.log('ready')
`

interface Contender {
  child: ChildProcess
  /** Lets it try once; true where it won. */
  tries: () => Promise<boolean>
}

async function enter(folder: string): Promise<Contender> {
  const child = spawn(process.execPath, ['--input-type=module-typescript', '-e', contender, folder], {
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  await lines.next()
  const tries = async (): Promise<boolean> => {
    child.stdin.write('go\n')
    return (await lines.next()).value === 'won'
  }
  return { child, tries }
}

async function kill({ child }: Contender): Promise<void> {
  child.kill('SIGKILL')
  await once(child, 'exit')
}

export const fault: Fault = {
  title: '12 processes race for the data folder’s lock; the winner is killed with -9 and the folder taken again.',
  async run({ extent, folder }) {
    const rounds = extent === 'long' ? 50 : 3
    const field = await Promise.all(Array.from({ length: contenders }, () => enter(folder)))
    const times: number[] = []
    try {
      for (let round = 0; round < rounds; round++) {
        const results = await Promise.all(field.map(({ tries }) => tries()))
        const winners = field.filter((_, index) => results[index])
        const [winner] = winners
        if (winners.length !== 1 || !winner) throw new Error(`${String(winners.length)} of ${String(contenders)} won`)
        const next = field.find((one) => one !== winner)
        await kill(winner)
        const begin = performance.now()
        if (!(await next?.tries())) throw new Error('The folder was not free after its holder was killed.')
        times.push(performance.now() - begin)
        if (next) await kill(next)
        for (const gone of [winner, next]) {
          const place = field.findIndex((one) => one === gone)
          field[place] = await enter(folder)
        }
      }
    } finally {
      for (const { child } of field) child.kill('SIGKILL')
    }
    const slowest = Math.max(...times)
    if (slowest > timeLimit(1_000)) throw new Error(`Taking the folder again took ${String(slowest)} ms.`)
    return { rounds, 'winners in each': 1, 'taken again within at most ms': Math.ceil(slowest) }
  },
}
