import { type Answer, success } from '../../contract/answer.ts'
import type { RequestInput, RequestName, RequestValue } from '../../contract/contract.ts'
import type { Recovery } from '../../contract/snapshot.ts'
import type { Audience } from '../feed/audience.ts'
import type { Comparisons } from '../compare/comparisons.ts'
import type { Control } from '../runs/control.ts'
import type { CurrentSettings } from '../settings/current-settings.ts'
import type { Feed } from '../feed/feed.ts'
import type { History } from '../history/history.ts'
import type { MessageQueues } from '../functions/message-queues.ts'
import type { OutcomeCount } from '../history/outcome-count.ts'
import type { PoolChanges } from '../scheduling/pool-changes.ts'
import type { Pool } from '../runs/pool.ts'
import type { Client, EngineOptions } from '../host/port.ts'
import type { QueueSampler } from '../scheduling/queue-sampler.ts'
import type { Preparation } from '../submission/ready-task.ts'
import type { RunWaits } from '../runs/run-waits.ts'
import type { SampleBatch } from '../submission/sample-batch.ts'
import type { StorageThread } from '../storage/storage-thread.ts'
import type { Submission } from '../submission/submission.ts'
import { accessAnswers } from './access.ts'
import type { Surroundings } from '../environment/surroundings.ts'
import { commandAnswers } from './commands.ts'
import { comparisonAnswers } from './comparisons.ts'
import { hostAnswers } from './host.ts'
import { lookAnswers } from './looks.ts'
import { messageQueueAnswers } from './message-queues.ts'
import { poolAnswers } from './pools.ts'
import { snapshot } from './snapshot.ts'
import { submissionAnswers } from './submissions.ts'

/** The parts of the engine that requests are answered from. */
export interface Parts {
  options: EngineOptions
  surroundings: Surroundings
  /** Resolves once the environment of tasks is known: soon after the start. */
  known: Promise<void>
  pool: Pool
  poolChanges: PoolChanges
  history: History
  outcomes: OutcomeCount
  control: Control
  preparation: Preparation
  submission: Submission
  storage: StorageThread
  sampler: QueueSampler
  messageQueues: MessageQueues
  sampleBatch: SampleBatch
  waits: RunWaits
  comparisons: Comparisons
  settings: CurrentSettings
  /** What was recovered at the start, until somebody has dismissed it. */
  recovery: { current: Recovery | undefined }
  audience: Audience
}

/** One client's part. */
export interface Conversation {
  client: Client
  feed: Feed
  /** Called with each `subscribe`. True for the first. */
  subscribe(): boolean
}

type MaybePromise<Value> = Value | Promise<Value>

/** A handler for every request of the contract, typed by it. */
export type Answers = {
  [Name in RequestName]: (
    input: RequestInput<Name>,
    conversation: Conversation,
  ) => MaybePromise<Answer<RequestValue<Name>>>
}

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
