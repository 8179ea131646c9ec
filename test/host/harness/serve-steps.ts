import { chmod, mkdir, readFile, readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect } from 'vitest'
import type { Answer } from '../../../src-main/contract/answer.ts'
import type { RequestName, RequestValue } from '../../../src-main/contract/contract.ts'
import { timeLimit } from '../../machine/time-limit.ts'
import type { TestClient } from './test-host.ts'

/** For conditions that processes meet once they have started. */
export const patience = { timeout: timeLimit() }

let requests = 0
export async function ask<Name extends RequestName>(
  client: TestClient,
  name: Name,
  input: object,
): Promise<RequestValue<Name>> {
  const answer = (await client.request(++requests, name, input)) as Answer<RequestValue<Name>>
  if (!answer.ok) throw new Error(answer.message)
  return answer.value
}

/** Submits a command that lives until it is told to end; its PID once it does. */
export async function startLong(client: TestClient): Promise<number> {
  await ask(client, 'submit', { tasks: [{ command: { kind: 'argv', argv: ['/bin/sleep', '1000'] } }] })
  let pid: number | undefined
  await expect
    .poll(
      async () => (pid = (await ask(client, 'subscribe', {})).live.find((run) => run.state === 'running')?.pid),
      patience,
    )
    .toBeTypeOf('number')
  return pid ?? 0
}

export const isAlive = (pid: number): boolean => {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}

/** Processes that were started with this folder, whoever's children they are. */
export async function processesOf(folder: string): Promise<string[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name))
  const lines = await Promise.all(pids.map((pid) => readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')))
  return lines.filter((line) => line.includes(folder))
}

/** A program of one shell line. */
export async function writeProgram(file: string, line: string): Promise<void> {
  await mkdir(join(file, '..'), { recursive: true })
  await writeFile(file, `#!/bin/sh\n${line}\n`)
  await chmod(file, 0o755)
}
