import { spawn } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { LocalClient } from '../../src-main/client/local-client.ts'
import { type Benchmark, inTurn } from './figure.ts'

const cli = new URL('../../out/main/cli.js', import.meta.url).pathname
const rounds = 15

/**
 * What a shell waits for: `forkyard add` of the built command line, to a host that runs, against Node alone. Its pool is
 * paused, so that what was added does not run meanwhile.
 */
const benchmark: Benchmark = async () => {
  const folder = await mkdtemp(join(tmpdir(), 'forkyard-bench-'))
  const environment = { ...process.env, FORKYARD_HOME: folder }
  const host = spawn(process.execPath, [cli, 'serve', '--no-http'], { env: environment, stdio: 'ignore' })
  const ended = new Promise((resolve) => host.once('exit', resolve))
  try {
    const client = await connect(folder)
    await client.request('pausePool', {})
    const add = () => time([cli, 'add', '--', 'true'], environment)
    const nothing = () => time(['-e', '0'], environment)
    await inTurn(2, add, nothing)
    const { a, b, ratios } = await inTurn(rounds, add, nothing)
    const paused = await client.request('hostStatus', {})
    if (!paused.ok || paused.value.pools[0]?.depth !== rounds + 2) throw new Error('Not all that was added is there.')
    client.close()
    return [
      {
        name: '`forkyard add` to a host that runs, against `node -e 0`',
        unit: '×',
        values: ratios,
        bound: { most: 2 },
      },
      { name: '`forkyard add`', unit: 'ms', values: a },
      { name: '`node -e 0`', unit: 'ms', values: b },
    ]
  } finally {
    host.kill('SIGTERM')
    await ended
    await rm(folder, { recursive: true, force: true })
  }
}
export default benchmark

async function connect(folder: string): Promise<LocalClient> {
  for (;;) {
    const connected = await LocalClient.connect(folder)
    if (connected.ok) return connected.value
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}

/** Milliseconds from the start of Node with these arguments to its end. Throws where it fails. */
async function time(args: string[], environment: NodeJS.ProcessEnv): Promise<number> {
  const begin = performance.now()
  const child = spawn(process.execPath, args, { env: environment, stdio: 'ignore' })
  const code = await new Promise((resolve) => child.once('exit', resolve))
  if (code !== 0) throw new Error(`node ${args.join(' ')} ended with ${String(code)}`)
  return performance.now() - begin
}
