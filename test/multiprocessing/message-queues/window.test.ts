import { describe, expect, it } from 'vitest'
import { decodeItem, encodeItem } from '../../../src-main/multiprocessing/message-queues/content.ts'
import { OwnedWindow } from '../../../src-main/multiprocessing/message-queues/owned-window.ts'
import { nothing } from '../../../src-main/multiprocessing/message-queues/queue-endpoint.ts'
import { windowBytes } from '../../../src-main/multiprocessing/message-queues/window-layout.ts'
import { Window } from '../../../src-main/multiprocessing/message-queues/window.ts'

function append(window: OwnedWindow, item: unknown): boolean {
  const content = encodeItem(item)
  return window.append(content, 0, content.length)
}

function pair(): { owner: OwnedWindow; consumer: Window } {
  const memory = new ArrayBuffer(windowBytes)
  return { owner: new OwnedWindow(memory), consumer: new Window(memory) }
}

describe('the window of a queue', () => {
  it('gives each message once, first in, first out, to whoever claims it', () => {
    const { owner, consumer } = pair()
    for (const item of [1, 'two', { three: 3 }]) append(owner, item)
    expect([consumer.claimItem(), owner.claimItem(), consumer.claimItem()]).toEqual([1, 'two', { three: 3 }])
    expect([owner.claim(), consumer.claimItem(), owner.count]).toEqual([undefined, nothing, 0])
  })

  it('keeps all contents right while it fills up and empties, many times over', () => {
    const { owner, consumer } = pair()
    let [put, got] = [0, 0]
    const textOf = (number: number): string => `${number}:${'x'.repeat((number * 7919) % 3_000)}`
    for (let step = 0; step < 500; step++) {
      for (let more = 0; more < step % 90 && append(owner, textOf(put)); more++) put++
      for (let less = 0; less < (step * 3) % 77 && got < put; less++) expect(consumer.claimItem()).toBe(textOf(got++))
      expect(owner.count).toBe(put - got)
    }
    expect(put).toBeGreaterThan(5_000)
  })

  it('refuses what it has no room for: of messages, of bytes, of one message', () => {
    const { owner } = pair()
    let count = 0
    while (append(owner, count)) count++
    expect(count).toBe(4_096)
    owner.takeBack()
    expect(append(owner, 'x'.repeat(30_000))).toBe(false)
    for (let index = 0; index < 4; index++) expect(append(owner, 'x'.repeat(24_000))).toBe(true)
    expect(append(owner, 'x'.repeat(24_000))).toBe(false)
    owner.claim()
    expect(append(owner, 'x'.repeat(23_000))).toBe(true)
  })

  it('can be taken back: then nobody else gets what is in it', () => {
    const { owner, consumer } = pair()
    for (const item of [1, 2, 3]) append(owner, item)
    consumer.claim()
    expect(owner.takeBack().map(decodeItem)).toEqual([2, 3])
    expect(consumer.claim()).toBeUndefined()
    append(owner, 4)
    expect(consumer.claimItem()).toBe(4)
  })

  it('has exactly one taker tell that few are left', () => {
    const { owner, consumer } = pair()
    for (const item of [1, 2, 3]) append(owner, item)
    owner.setAlarm(2)
    consumer.claim()
    expect(consumer.takeAlarm()).toBe(false)
    consumer.claim()
    expect([consumer.takeAlarm(), consumer.takeAlarm()]).toEqual([true, false])
  })
})
