import type { Order, OwnChild, ProcessRow } from '../platform.ts'

const signals: Record<Order, NodeJS.Signals[]> = {
  terminate: ['SIGTERM', 'SIGCONT'],
  kill: ['SIGKILL'],
  suspend: ['SIGSTOP'],
  resume: ['SIGCONT'],
}

/**
 * Signals one process. `isSame` is asked right before, unless it is our own child that was not waited for yet. Answers
 * with the error code of a refusal; undefined if the signal went out or the process is gone.
 */
export function signalProcess(order: Order, row: ProcessRow, own: OwnChild, isSame: () => boolean): string | undefined {
  if (row.pid <= 1 || row.pid === process.pid) return 'EPERM'
  for (const signal of signals[order]) {
    const code = own?.pid === row.pid ? own.signal(signal) : isSame() ? signalOther(row.pid, signal) : undefined
    if (code) return code
  }
  return undefined
}

function signalOther(pid: number, signal: NodeJS.Signals): string | undefined {
  try {
    process.kill(pid, signal)
    return undefined
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? 'EUNKNOWN'
    return code === 'ESRCH' ? undefined : code
  }
}
