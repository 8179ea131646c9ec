import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { afterEach, beforeEach, expect, it } from 'vitest'
import type { FunctionCall } from '../../../src-main/contract/command.ts'
import { isLiving, startOf } from '../../multiprocessing/library/living.ts'
import { makeRig } from '../rig.ts'

const texts = {
  'work.mjs': `import { appendFileSync } from 'node:fs'
    export async function work(file, number) {
      appendFileSync(file, number + '\\n')
      await new Promise((resolve) => setTimeout(resolve, 5))
      return number
    }`,
  'work.py': `import time
def work(file, number):
    with open(file, "a") as record:
        record.write(f"{number}\\n")
    time.sleep(0.005)
    return number
`,
}

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'forkyard-deaths-'))
  for (const [file, text] of Object.entries(texts)) writeFileSync(join(folder, file), text)
})
afterEach(() => {
  rmSync(folder, { recursive: true })
})

it.each(['work.mjs', 'work.py'])(
  'functions of %s whose workers are killed at random end once each, and the pool goes on',
  async (file) => {
    const count = 120
    const rig = await makeRig({ size: 3 })
    const record = join(folder, 'record')
    const command = (number: number): FunctionCall => ({
      kind: 'function',
      module: join(folder, file),
      name: 'work',
      args: [record, number],
    })
    const tasks = Array.from({ length: count }, (_, number) => ({ command: command(number), folder }))
    const { runIds } = await rig.get('submit', { tasks })
    const killed = new Map<number, string | undefined>()
    for (;;) {
      const { pool, live } = await rig.snapshot()
      if (pool.depth === 0 && live.length === 0) break
      expect(live.length).toBeLessThanOrEqual(3)
      const victim = live[Math.floor(Math.random() * live.length)]?.pid
      if (victim !== undefined && Math.random() < 0.3 && isLiving(victim)) {
        killed.set(victim, startOf(victim))
        process.kill(victim, 'SIGKILL')
      }
      await wait(2)
    }
    const ended = await rig.ended(...runIds)
    expect(ended).toHaveLength(count)
    const ways = new Map<string, number>()
    for (const [number, { runId, outcome }] of ended.entries()) {
      const way = 'exitStatus' in outcome ? JSON.stringify(outcome.exitStatus) : outcome.kind
      ways.set(way, (ways.get(way) ?? 0) + 1)
      const { result } = await rig.get('describeRun', { runId })
      if (outcome.kind === 'succeeded') expect(result).toBe(String(number))
      else expect(outcome).toMatchObject({ kind: 'failed', exitStatus: { signal: 'SIGKILL' } })
    }
    expect(killed.size).toBeGreaterThan(0)
    expect([...ways.keys()].filter((way) => !['"returned"', '{"signal":"SIGKILL"}'].includes(way))).toEqual([])
    // None was begun twice.
    const begun = readFileSync(record, 'utf8').trim().split('\n')
    expect(new Set(begun).size).toBe(begun.length)
    await rig.close()
    expect([...killed].filter(([pid, start]) => isLiving(pid) && startOf(pid) === start)).toEqual([])
  },
  60_000,
)
