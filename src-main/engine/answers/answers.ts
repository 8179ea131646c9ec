import { success } from '../../contract/answer.ts'
import type { Client } from '../host/port.ts'
import type { Answers, Parts } from './parts.ts'
import { accessAnswers } from './access.ts'
import { commandAnswers } from './commands.ts'
import { comparisonAnswers } from './comparisons.ts'
import { hostAnswers } from './host.ts'
import { lookAnswers } from './looks.ts'
import { messageQueueAnswers } from './message-queues.ts'
import { poolAnswers } from './pools.ts'
import { snapshot } from './snapshot.ts'
import { submissionAnswers } from './submissions.ts'

/** As one trouble: a client shows the latest of each code. */
function tellNotes(notes: string[], client: Client): void {
  const value = { code: 'host-start' as const, message: notes.join(' ') }
  if (notes.length > 0) client.deliver({ name: 'trouble', value })
}

export function makeAnswers(parts: Parts): Answers {
  return {
    subscribe: (_input, conversation) => {
      if (conversation.subscribe()) tellNotes(parts.options.report?.notes() ?? [], conversation.client)
      return success(snapshot(parts, conversation.feed.restart()))
    },
    setVisible: ({ isVisible }, { feed }) => {
      feed.setVisible(isVisible)
      return success(null)
    },
    ...submissionAnswers(parts),
    ...commandAnswers(parts),
    ...poolAnswers(parts),
    ...lookAnswers(parts),
    ...messageQueueAnswers(parts),
    ...comparisonAnswers(parts),
    ...hostAnswers(parts),
    ...accessAnswers(),
  }
}
