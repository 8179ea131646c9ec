import type { Answer } from '../../contract/answer.ts'
import type { RequestInput, RequestName, RequestValue } from '../../contract/contract.ts'
import type { EngineOptions } from '../host/port.ts'
import type { CurrentRecovery } from '../runs/current-recovery.ts'
import type { Audience } from '../feed/audience.ts'
import type { Conversation } from '../feed/conversation.ts'
import type { Comparisons } from '../compare/comparisons.ts'
import type { Control } from '../runs/control.ts'
import type { CurrentSettings } from '../settings/current-settings.ts'
import type { History } from '../history/history.ts'
import type { MessageQueues } from '../functions/message-queues.ts'
import type { OutcomeCount } from '../history/outcome-count.ts'
import type { PoolChanges } from '../scheduling/pool-changes.ts'
import type { NextDataFolder } from '../data-folder/next-data-folder.ts'
import type { Pool } from '../runs/pool.ts'
import type { QueueSampler } from '../scheduling/queue-sampler.ts'
import type { Preparation } from '../submission/ready-task.ts'
import type { RunWaits } from '../runs/run-waits.ts'
import type { SampleBatch } from '../submission/sample-batch.ts'
import type { StorageThread } from '../storage/storage-thread.ts'
import type { Submission } from '../submission/submission.ts'
import type { Surroundings } from '../environment/surroundings.ts'

/** The parts of the engine that requests are answered from. */
export interface Parts {
  options: EngineOptions
  nextDataFolder: NextDataFolder
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
  recovery: CurrentRecovery
  audience: Audience
}

type MaybePromise<Value> = Value | Promise<Value>

/** A handler for every request of the contract, typed by it. */
export type Answers = {
  [Name in RequestName]: (
    input: RequestInput<Name>,
    conversation: Conversation,
  ) => MaybePromise<Answer<RequestValue<Name>>>
}
