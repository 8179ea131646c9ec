import { expect, it } from 'vitest'
import { EventQueue } from '../../src-main/supervisor/event-queue.ts'
import type { SupervisorEvent } from '../../src-main/supervisor/port.ts'

const lost = (reason: string): SupervisorEvent => ({ type: 'lost', reason })

it('keeps what happens before somebody listens, in order, for the first listener alone', async () => {
  const queue = new EventQueue()
  queue.push(lost('first'))
  await Promise.resolve()
  queue.push(lost('second'))
  const heard: SupervisorEvent[] = []
  queue.subscribe((event) => heard.push(event))
  expect(heard).toEqual([])
  await Promise.resolve()
  const late: SupervisorEvent[] = []
  queue.subscribe((event) => late.push(event))
  queue.push(lost('third'))
  await Promise.resolve()
  expect([heard, late]).toEqual([[lost('first'), lost('second'), lost('third')], [lost('third')]])
})

it('tells nothing any more once it is closed', async () => {
  const queue = new EventQueue()
  const heard: SupervisorEvent[] = []
  queue.subscribe((event) => heard.push(event))
  queue.push(lost('first'))
  queue.close()
  queue.push(lost('second'))
  queue.subscribe((event) => heard.push(event))
  await Promise.resolve()
  expect(heard).toEqual([])
})
