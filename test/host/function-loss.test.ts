import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { Home, patience } from '../cli/harness/home.ts'
import { isLiving } from '../multiprocessing/library/living.ts'

let home: Home
afterEach(() => home.remove())

const work = {
  'work.ts': `import { spawn } from 'node:child_process'
    export const loop = () => { spawn('sleep', ['1000']); for (;;); }`,
  'work.py': `import subprocess
def loop():
    subprocess.Popen(["sleep", "1000"])
    while True: pass
`,
}

/** A function in an endless loop, with a child of its own; gives the PIDs of both. */
async function startLoop(file: keyof typeof work): Promise<{ id: string; pids: number[] }> {
  await writeFile(join(home.folder, file), work[file])
  const called = file.endsWith('.py') ? `${file}:loop` : `${file}#loop`
  const id = (await home.run('call', '--detach', called)).stdout.trim()
  const pids = await vi.waitUntil(async () => {
    const [shown] = await home.json('show', id)
    const processes = (shown?.processes ?? []) as { pid: number }[]
    return processes.length === 2 && processes.map(({ pid }) => pid)
  }, patience)
  return { id, pids }
}

describe.runIf(process.platform === 'linux').each(['work.ts', 'work.py'] as const)('a function of %s', (file) => {
  test('ends with its host that is killed, and is lost', async () => {
    home = await Home.make()
    const host = await home.startHost()
    const { id, pids } = await startLoop(file)
    host.child.kill('SIGKILL')
    await host.result
    await vi.waitUntil(() => !pids.some(isLiving), patience)
    await home.startHost()
    const [shown] = await home.json('show', id)
    expect(shown).toMatchObject({ state: 'ended', outcome: { kind: 'lost', code: 'host-ended' } })
    // As after every loss, nothing starts by itself.
    expect((await home.json('status'))[0]).toMatchObject({ pools: [{ isPaused: true }] })
  })

  test('is terminated where its host ends and leaves commands running', async () => {
    home = await Home.make()
    const host = await home.startHost('--on-stop', 'keep')
    const command = await home.add('--', 'sleep', '1000')
    const { id, pids } = await startLoop(file)
    expect(await home.run('stop')).toMatchObject({ code: 0 })
    expect((await host.result).code).toBe(0)
    expect(pids.some(isLiving)).toBe(false)
    await home.startHost()
    expect((await home.json('show', id))[0]).toMatchObject({ outcome: { kind: 'terminated' } })
    expect((await home.json('show', command))[0]).toMatchObject({ state: 'running' })
  })
})
