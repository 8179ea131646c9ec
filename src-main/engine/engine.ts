import type { Answer } from '../contract/answer.ts'
import { failure } from '../contract/answer.ts'
import { isRequestName, parseRequest } from '../contract/parse.ts'
import { defaultSettings } from '../contract/settings.ts'
import type { RunId } from '../contract/run.ts'
import { type Answers, type Conversation, makeAnswers } from './answers.ts'
import { systemClock } from './clock.ts'
import { Control } from './control.ts'
import { Feed } from './feed.ts'
import { History } from './history.ts'
import type { Client, Engine, EngineOptions, Session } from './port.ts'
import type { PoolListener } from './pool-listener.ts'
import { Pool } from './pool.ts'
import { QueueSampler } from './queue-sampler.ts'
import { Preparation } from './ready-task.ts'
import { RunWaits } from './run-waits.ts'
import { SampleBatch } from './sample-batch.ts'
import { Submission } from './submission.ts'

/** Milliseconds. */
const defaults = { grace: 5_000, sampling: 1_000, troublePause: 30_000 }

/** Puts the engine together over a supervisor. From here on it owns the supervisor. */
export function createEngine(options: EngineOptions): Engine {
  const clock = systemClock
  const grace = options.grace ?? defaults.grace
  const { host, supervisor, logFolder, environment } = options
  const subscribed = new Set<Conversation>()
  const history = new History()
  /** A thousand runs on a full disk are one trouble. */
  const troubleToldAt = new Map<string, number>()

  const listener: PoolListener = {
    liveChanged: (run) => {
      for (const { feed } of subscribed) feed.liveChanged(run)
    },
    left: (run) => {
      for (const { feed } of subscribed) feed.left(run)
    },
    ended: (run) => {
      history.add(run)
      waits.ended(run.runId)
      for (const { feed } of subscribed) feed.ended(run)
    },
    poolChanged: () => {
      for (const { feed } of subscribed) feed.poolChanged()
    },
    troubled(code, message) {
      if (clock.monotonic() - (troubleToldAt.get(code) ?? -Infinity) < defaults.troublePause) return
      troubleToldAt.set(code, clock.monotonic())
      for (const { client } of subscribed) client.deliver({ name: 'trouble', value: { code, message } })
    },
  }
  const pool = new Pool({ supervisor, clock, environment, size: host.cpus, logFolder, grace }, listener)
  const preparation = new Preparation({ environment, homeFolder: host.homeFolder, platform: host.platform })
  const sampler = new QueueSampler(pool, clock, (sample) => {
    for (const { feed } of subscribed) feed.sampled(sample)
  })
  const waits = new RunWaits()
  const settings = { ...defaultSettings }
  const sampleBatch = new SampleBatch(host.platform)
  const answers = makeAnswers({
    options,
    pool,
    history,
    control: new Control(pool, history, supervisor, grace),
    preparation,
    submission: new Submission(pool, clock, preparation),
    sampler,
    sampleBatch,
    waits,
    settings,
    settingsChanged: () => {
      for (const { feed } of subscribed) feed.settingsChanged(settings)
    },
    cleared: (runIds: RunId[]) => {
      for (const { feed } of subscribed) feed.cleared(runIds)
    },
  })
  supervisor.sampleEvery(defaults.sampling)
  let closing: Promise<void> | undefined

  async function close(): Promise<void> {
    sampler.close()
    waits.close()
    await pool.close()
    await supervisor.close(grace)
    await sampleBatch.close()
    for (const { feed } of subscribed) feed.close()
  }

  return {
    openSession: (client) => openSession(client, answers, subscribed, pool),
    count: () => ({ live: pool.live.size, waiting: pool.queue.depth }),
    close: () => (closing ??= close()),
  }
}

function openSession(client: Client, answers: Answers, subscribed: Set<Conversation>, pool: Pool): Session {
  const feed = new Feed(pool, (value) => {
    client.deliver({ name: 'delta', value })
  })
  const conversation: Conversation = { client, feed, subscribe: () => subscribed.add(conversation) }
  return {
    answer: (name, input) => answer(name, input, answers, conversation),
    close() {
      subscribed.delete(conversation)
      feed.close()
    },
  }
}

async function answer(
  name: unknown,
  input: unknown,
  answers: Answers,
  conversation: Conversation,
): Promise<Answer<unknown>> {
  if (!isRequestName(name)) {
    const shown = typeof name === 'string' ? `“${name.slice(0, 80)}”` : `of type ${typeof name}`
    return failure('invalid-request', `There is no request ${shown}.`, {
      issues: [{ path: 'name', code: 'unknown-request', message: 'is not a request of the contract' }],
    })
  }
  try {
    const parsed = parseRequest(name, input)
    if (!parsed.ok) return parsed
    const handler = answers[name] as (input: unknown, conversation: Conversation) => Promise<Answer<unknown>>
    return await handler(parsed.value, conversation)
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (typeof code === 'string') {
      const { message } = error as Error
      return failure('system-error', `The system refused: ${message}.`, { details: { code } })
    }
    console.error(`forkyard: answering ${name} failed`, error)
    return failure('internal-error', 'Forkyard made a mistake in answering this. Its log has the details.')
  }
}
