import { functionName } from '../../contract/command-line.ts'
import type { ExitStatus, FunctionEnd } from '../../contract/run.ts'
import type { FunctionCall } from '../../contract/command.ts'
import type { CallAnswer } from './call-answer.ts'
import { importTimedOut, workerDied } from './function-errors.ts'
import type { Reply } from './function-worker.ts'

/** What is kept of a worker's reply. @param importLimit milliseconds that importing the module was given */
export function answerOf(reply: Reply, call: FunctionCall, importLimit: number): CallAnswer {
  switch (reply.kind) {
    case 'called':
      return reply.reply
    case 'import-timeout':
      return { error: importTimedOut(functionName(call), importLimit) }
    case 'ended':
      return { error: workerDied(reply.end, functionName(call)) }
  }
}

/** How the run ended, for the supervisor. */
export function statusOf(reply: Reply): ExitStatus | FunctionEnd {
  if (reply.kind === 'ended') return reply.end.exitStatus ?? { code: 1 }
  return reply.kind === 'called' && !reply.reply.error ? 'returned' : 'threw'
}
