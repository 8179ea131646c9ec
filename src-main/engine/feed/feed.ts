import type { MessageQueueRound } from '../../contract/message-queue.ts'
import type { Settings } from '../../contract/settings.ts'
import type { Delta, Recovery } from '../../contract/snapshot.ts'
import type { QueueSample } from '../../contract/pool.ts'
import type { RunId } from '../../contract/run.ts'
import { describeLive } from '../runs/describe.ts'
import type { History } from '../history/history.ts'
import type { Pool } from '../runs/pool.ts'
import type { Run } from '../runs/run.ts'

/** Milliseconds between two deltas: ten a second in sight, one out of sight. */
const intervals = { visible: 100, hidden: 1_000 }

/** Gathers what changed for one client and tells it as few, numbered deltas. */
export class Feed {
  #isVisible = true
  #revision = 0
  #isPoolChanged = false
  readonly #live = new Set<Run>()
  readonly #left = new Set<RunId>()
  readonly #ended = new Set<RunId>()
  readonly #changed = new Set<RunId>()
  #cleared: RunId[] = []
  #samples: QueueSample[] = []
  #messageQueues: MessageQueueRound[] = []
  #settings: Settings | undefined
  #recovery: Recovery | null | undefined
  #timer: NodeJS.Timeout | undefined
  #lastTold = 0
  readonly #pool: Pool
  readonly #history: History
  readonly #deliver: (delta: Delta) => void

  constructor(pool: Pool, history: History, deliver: (delta: Delta) => void) {
    this.#pool = pool
    this.#history = history
    this.#deliver = deliver
  }

  /** Out of sight it tells less often. What waits to be told is told now, or nearly, once it comes in sight. */
  setVisible(isVisible: boolean): void {
    this.#isVisible = isVisible
    if (!this.#timer || !isVisible) return
    clearTimeout(this.#timer)
    this.#timer = undefined
    this.#schedule()
  }

  /** Forgets what was gathered: the client is about to get a snapshot. Returns that snapshot's revision. */
  restart(): number {
    this.#forget()
    return ++this.#revision
  }

  poolChanged(): void {
    this.#isPoolChanged = true
    this.#schedule()
  }

  liveChanged(run: Run): void {
    this.#live.add(run)
    this.#left.delete(run.runId)
    this.#schedule()
  }

  left(run: Run): void {
    this.#live.delete(run)
    this.#left.add(run.runId)
    this.#schedule()
  }

  ended(runId: RunId): void {
    this.#ended.add(runId)
    this.#schedule()
  }

  /** Something of an ended run has changed since its end. */
  endedChanged(runId: RunId): void {
    this.#changed.add(runId)
    this.#schedule()
  }

  cleared(runIds: RunId[]): void {
    for (const runId of runIds) {
      this.#ended.delete(runId)
      this.#changed.delete(runId)
    }
    this.#cleared.push(...runIds)
    this.#schedule()
  }

  settingsChanged(settings: Settings): void {
    this.#settings = { ...settings }
    this.#schedule()
  }

  recovered(recovery: Recovery | null): void {
    this.#recovery = recovery
    this.#schedule()
  }

  sampled(sample: QueueSample): void {
    this.#samples.push(sample)
    this.#schedule()
  }

  messageQueuesSampled(round: MessageQueueRound): void {
    this.#messageQueues.push(round)
    this.#schedule()
  }

  close(): void {
    clearTimeout(this.#timer)
  }

  #schedule(): void {
    if (this.#timer) return
    const interval = this.#isVisible ? intervals.visible : intervals.hidden
    // A first change is told at once, or nearly: what follows within the same moment goes with it.
    const delay = Math.max(5, this.#lastTold + interval - performance.now())
    this.#timer = setTimeout(() => {
      this.#tell()
    }, delay)
  }

  #tell(): void {
    this.#timer = undefined
    this.#lastTold = performance.now()
    const delta: Delta = { previousRevision: this.#revision, revision: this.#revision + 1 }
    if (this.#isPoolChanged) {
      delta.pool = this.#pool.status
      delta.pools = [delta.pool]
    }
    if (this.#live.size > 0) delta.live = [...this.#live].map(describeLive)
    if (this.#left.size > 0) delta.gone = [...this.#left]
    if (this.#ended.size > 0) delta.ended = this.#history.latest(this.#ended)
    if (this.#changed.size > 0) delta.changed = this.#history.latest(this.#changed)
    if (this.#cleared.length > 0) delta.cleared = this.#cleared
    if (this.#samples.length > 0) delta.queueSamples = this.#samples
    if (this.#messageQueues.length > 0) delta.messageQueues = this.#messageQueues
    if (this.#settings) delta.settings = this.#settings
    if (this.#recovery !== undefined) delta.recovery = this.#recovery
    this.#revision++
    this.#forget()
    this.#deliver(delta)
  }

  #forget(): void {
    clearTimeout(this.#timer)
    this.#timer = undefined
    this.#isPoolChanged = false
    this.#live.clear()
    this.#left.clear()
    this.#ended.clear()
    this.#changed.clear()
    this.#cleared = []
    this.#samples = []
    this.#messageQueues = []
    this.#settings = undefined
    this.#recovery = undefined
  }
}
