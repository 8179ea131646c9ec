import type { Call } from '../messages.ts'
import type { SignalResult } from '../port.ts'
import type { AttemptRegistry } from './registry.ts'

/** Carries out what a host asks and waits for. Rejects if it could not be carried out. */
export async function answerCall(call: Call, registry: AttemptRegistry): Promise<SignalResult> {
  const { supervisor } = registry
  switch (call.name) {
    case 'terminate':
      return supervisor.terminate(call.target, call.grace)
    case 'kill':
    case 'suspend':
    case 'resume':
      return supervisor[call.name](call.target)
    case 'adopt':
      await registry.adopt(call.folder)
      return { ok: true }
    case 'doubt':
      registry.doubt(call.reason)
      return { ok: true }
    case 'close':
      await supervisor.close(call.grace)
      return { ok: true }
    case 'leave':
    case 'answer':
      return { ok: true }
  }
}
