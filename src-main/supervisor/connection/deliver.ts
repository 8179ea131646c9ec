import type { SignalResult, Supervisor } from '../port.ts'
import type { TaskBase } from '../messages.ts'
import type { Message, Order } from './outbox.ts'

/** Says to a supervisor what a message of the outbox says. */
export function deliver(
  message: Exclude<Message, { type: 'order' }>,
  supervisor: Supervisor & { buildOn(base: TaskBase): void },
): void {
  switch (message.type) {
    case 'base':
      supervisor.buildOn(message.base)
      break
    case 'sampleEvery':
      supervisor.sampleEvery(message.interval)
      break
    case 'launch':
      supervisor.launch(message.request)
      break
    case 'reattach':
      supervisor.reattach([message.key])
      break
    case 'attend':
      supervisor.attend(message.request)
      break
    case 'end':
      supervisor.end(message.key, message.exitStatus)
      break
    case 'settle':
      supervisor.settle(message.keys)
  }
}

/** Of a termination that began earlier, what is left of the grace period. */
export function ask(order: Order, supervisor: Supervisor): Promise<SignalResult> {
  if (order.name !== 'terminate') return supervisor[order.name](order.target)
  return supervisor.terminate(order.target, Math.max(0, order.killAt - performance.now()))
}
