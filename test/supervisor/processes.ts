import { readFileSync, readdirSync } from 'node:fs'
import { parseStat, type ProcessStat } from '../../src-main/supervisor/platform/linux/stat.ts'

/** A process as /proc has it now; undefined where it is gone or a zombie. */
export function livingProcess(pid: number): ProcessStat | undefined {
  try {
    const stat = parseStat(readFileSync(`/proc/${String(pid)}/stat`))
    return stat?.state === 'zombie' ? undefined : stat
  } catch {
    return undefined
  }
}

/** PIDs of living processes whose environment holds `NAME=value`. */
export function processesWith(name: string, value: string): number[] {
  return readdirSync('/proc')
    .map(Number)
    .filter((pid) => pid > 0 && livingProcess(pid) !== undefined && environmentOf(pid).includes(`${name}=${value}`))
}

function environmentOf(pid: number): string[] {
  try {
    return readFileSync(`/proc/${String(pid)}/environ`, 'utf8').split('\0')
  } catch {
    return []
  }
}
