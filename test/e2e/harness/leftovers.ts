import { readFileSync, readdirSync } from 'node:fs'
import { expect } from '@playwright/test'

/** Waits until no process has this text in its environment or command line: what the host or its runs have left. Linux only. */
export async function expectNoProcessOf(text: string): Promise<void> {
  if (process.platform !== 'linux') return
  await expect.poll(() => processesOf(text), { message: 'processes that outlived the host' }).toEqual([])
}

export function processesOf(text: string): string[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)
    .map((pid) => ({ pid, command: read(`/proc/${pid}/cmdline`), environment: read(`/proc/${pid}/environ`) }))
    .filter(({ command, environment }) => command.includes(text) || environment.includes(text))
    .map(({ pid, command }) => `${pid} ${command.replaceAll('\0', ' ').slice(0, 200)}`)
}

/** Empty for a process that is gone, a zombie, or another user's. */
function read(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return ''
  }
}
