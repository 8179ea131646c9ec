import { type Answer, failure, success } from '../../contract/answer.ts'
import type { Answers, Parts } from './parts.ts'

/** Requests about message queues. */
export function messageQueueAnswers({
  messageQueues,
}: Parts): Pick<Answers, 'closeMessageQueue' | 'removeMessageQueue'> {
  return {
    closeMessageQueue: ({ id }) => (messageQueues.close(id) ? success(null) : unknown(id)),
    removeMessageQueue: ({ id }) => {
      const dropped = messageQueues.remove(id)
      return dropped === undefined ? unknown(id) : success({ dropped })
    },
  }
}

function unknown(id: string): Answer<never> {
  return failure('unknown-message-queue', `There is no message queue ${id} any more: it was closed and emptied.`)
}
