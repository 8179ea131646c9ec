import { describe, expect, it } from 'vitest'
import { StoredMessages } from '../../../src-main/multiprocessing/message-queues/stored-messages.ts'

function takeFirst(messages: StoredMessages): string | undefined {
  let text: string | undefined
  messages.moveOldest((bytes, begin, end) => {
    text = Buffer.from(bytes.subarray(begin, end)).toString()
    return true
  })
  return text
}

function append(messages: StoredMessages, text: string): void {
  const bytes = Buffer.from(`<${text}>`)
  messages.append(bytes, 1, bytes.length - 1)
}

describe('stored messages', () => {
  it('come out as they went in, from empty ones to long ones', () => {
    const messages = new StoredMessages()
    const textOf = (number: number): string => String(number).repeat(number % 50 === 7 ? 30_000 : number % 40)
    let [put, got] = [0, 0]
    for (let step = 0; step < 200; step++) {
      for (let more = 0; more < step % 50; more++) append(messages, textOf(put++))
      for (let less = 0; less < (step * 3) % 59 && got < put; less++) expect(takeFirst(messages)).toBe(textOf(got++))
      expect(messages.count).toBe(put - got)
    }
    while (got < put) expect(takeFirst(messages)).toBe(textOf(got++))
    expect([put > 3_000, takeFirst(messages), messages.count]).toEqual([true, undefined, 0])
  })

  it('that are put back come first, the latest before all', () => {
    const messages = new StoredMessages()
    append(messages, 'c')
    messages.putBack(Buffer.from('b'))
    messages.putBack(Buffer.from('a'))
    expect(messages.count).toBe(3)
    expect(messages.moveOldest(() => false)).toBe(false)
    expect([takeFirst(messages), takeFirst(messages), takeFirst(messages)]).toEqual(['a', 'b', 'c'])
  })
})
