import { type Answer, failure } from '../../contract/answer.ts'
import { isRequestName, parseRequest } from '../../contract/parse.ts'
import type { Answers } from '../answers/parts.ts'
import type { Conversation } from './conversation.ts'
import type { Audience } from './audience.ts'
import { Feed } from './feed.ts'
import type { History } from '../history/history.ts'
import type { Pool } from '../runs/pool.ts'
import type { Client, Session } from '../host/port.ts'

/** One client's conversation, until it is closed. */
export function openSession(
  client: Client,
  answers: Answers,
  audience: Audience,
  pool: Pool,
  history: History,
): Session {
  const feed = new Feed(pool, history, (value) => {
    client.deliver({ name: 'delta', value })
  })
  const conversation: Conversation = {
    client,
    feed,
    subscribe: () => audience.add(conversation),
  }
  return {
    answer: (name, input) => answer(name, input, answers, conversation),
    close() {
      audience.remove(conversation)
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
    return failure('internal-error', 'Forkyard could not answer this because of a bug. Its log has the details.')
  }
}
