import type { ProcessState } from '../../../contract/process.ts'
import type { ProcessRow } from '../platform.ts'
import { printable } from '../printable.ts'

/**
 * Columns that ps(1) of macOS and of Linux (procps) both have; empty headings leave the header line out. `lstart` is five
 * words in the C locale.
 */
export const columns = ['pid', 'ppid', 'pgid', 'state', 'rss', 'time', 'lstart', 'command'].map((name) => `${name}=`)

/** A row with its arguments, which ps gives at once. */
export type PsRow = ProcessRow & { command: string }

const line = /^\s*(\d+)\s+(\d+)\s+(\d+)\s+(\S)\S*\s+(\d+)\s+(\S+)\s+(\w+\s+\w+\s+\d+\s+[\d:]+\s+\d+)\s+(.*)$/

/** First letters of ps(1), STATE on macOS: I idle, R runnable, S sleeping, T stopped, U uninterruptible, Z zombie. */
const states: Record<string, ProcessState> = {
  I: 'sleeping',
  R: 'running',
  S: 'sleeping',
  D: 'waiting-for-disk',
  U: 'waiting-for-disk',
  T: 'stopped',
  t: 'stopped',
  Z: 'zombie',
}

/** One line of `ps -o` with `columns`; undefined if it is none. */
export function parsePsLine(text: string, readAt: number): PsRow | undefined {
  const [, pid, parentPid, group, state = '', kibibytes, time = '', started = '', command = ''] = line.exec(text) ?? []
  if (pid === undefined) return undefined
  const clean = printable(command)
  return {
    pid: Number(pid),
    startTime: startTimeOf(started),
    parentPid: Number(parentPid),
    group: Number(group),
    session: 0,
    name: nameIn(clean),
    state: states[state] ?? 'unknown',
    cpuTime: millisecondsOf(time),
    memory: Number(kibibytes) * 1024,
    // ps of macOS has no column for it.
    threads: 1,
    readAt,
    marker: undefined,
    command: clean,
  }
}

/** Seconds since the epoch: all that `lstart` has. */
export function startTimeOf(started: string): number {
  return Date.parse(started) / 1000
}

/** `[[days-]hours:]minutes:seconds[.hundredths]` in milliseconds. */
function millisecondsOf(time: string): number {
  const [clock = '', days = '0'] = time.split('-').reverse()
  const seconds = clock.split(':').reduce((total, part) => total * 60 + Number(part), 0)
  return (Number(days) * 86_400 + seconds) * 1000
}

/** Last part of the program's path; the text in brackets of a kernel thread or a zombie. */
function nameIn(command: string): string {
  const [program = ''] = command.split(' ')
  return program.slice(program.lastIndexOf('/') + 1)
}
