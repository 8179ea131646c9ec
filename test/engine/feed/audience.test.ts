import { expect, it } from 'vitest'
import type { Conversation } from '../../../src-main/engine/feed/conversation.ts'
import { Audience } from '../../../src-main/engine/feed/audience.ts'
import { systemClock } from '../../../src-main/platform/clock.ts'

/** A client that remembers what it is told. */
function client(): { conversation: Conversation; told: unknown[] } {
  const told: unknown[] = []
  const conversation = { client: { deliver: ({ value }: { value: unknown }) => told.push(value) } }
  return { conversation: conversation as never, told }
}

it('a trouble that lasts is told to each client once, whenever it comes, until it is over', () => {
  const audience = new Audience(systemClock)
  const [early, late, last] = [client(), client(), client()]
  audience.add(early.conversation)
  audience.keepTrouble('clock-doubted', 'The clock is wrong.')
  audience.add(late.conversation)
  audience.add(late.conversation)
  audience.keepTrouble('clock-doubted', undefined)
  audience.add(last.conversation)
  const trouble = { code: 'clock-doubted', message: 'The clock is wrong.' }
  expect([early.told, late.told, last.told]).toEqual([[trouble], [trouble], []])
})
