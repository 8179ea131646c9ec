import type { ProcessRow } from '../platform.ts'
import { printable } from '../printable.ts'

/** A row with its arguments, which CIM gives at once. */
export type CimRow = ProcessRow & { command: string }

/**
 * Prints all processes as JSON. Properties and units: Win32_Process class, learn.microsoft.com. `Started` is in
 * milliseconds since the epoch; the idle process has none.
 */
export const script = [
  '$ErrorActionPreference = "Stop"',
  '[Console]::OutputEncoding = [Text.Encoding]::UTF8',
  '$started = @{ n = "Started"; e = { if ($_.CreationDate) { ([DateTimeOffset]$_.CreationDate).ToUnixTimeMilliseconds() } else { 0 } } }',
  'Get-CimInstance Win32_Process | Select-Object ProcessId, ParentProcessId, Name, CommandLine, KernelModeTime, UserModeTime, WorkingSetSize, ThreadCount, $started | ConvertTo-Json -Compress',
].join('; ')

interface CimProcess {
  ProcessId: number
  ParentProcessId: number
  Name: string
  CommandLine: string | null
  /** In units of 100 ns. */
  KernelModeTime: number
  UserModeTime: number
  WorkingSetSize: number
  ThreadCount: number
  Started: number
}

export function parseCim(json: string, readAt: number): CimRow[] {
  const processes = JSON.parse(json) as CimProcess[]
  return processes.map((one) => {
    const name = printable(one.Name)
    return {
      pid: one.ProcessId,
      startTime: one.Started,
      parentPid: one.ParentProcessId,
      group: 0,
      session: 0,
      name,
      // CIM leaves ExecutionState empty.
      state: 'unknown',
      cpuTime: (one.KernelModeTime + one.UserModeTime) / 10_000,
      memory: one.WorkingSetSize,
      threads: one.ThreadCount,
      readAt,
      marker: undefined,
      command: one.CommandLine === null ? `[${name}]` : printable(one.CommandLine),
    }
  })
}
