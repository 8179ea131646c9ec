/* What the benchmark has done in other processes by Redis: as much of its protocol as that takes. */
import { type Socket, connect } from 'node:net'
import type { Queue } from '../../src-main/library.ts'

const list = 'messages'
const last = 'last'

export function connectRedis(path: string): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect(path, () => {
      resolve(socket)
    }).once('error', reject)
  })
}

/** One command for each number, without waiting for answers. */
export async function pushWhenReady(path: string, ready: Queue, count: number): Promise<void> {
  const socket = await connectRedis(path)
  await ready.get()
  let left = count + 2
  const answered = Promise.withResolvers<undefined>()
  socket.on('data', (bytes) => {
    for (const byte of bytes) if (byte === 10 && --left === 0) answered.resolve(undefined)
  })
  for (let item = 0; item < count; item++) {
    socket.write(command('RPUSH', list, String(item)))
    if (item % 100 === 99) await new Promise((resolve) => setImmediate(resolve))
  }
  for (let consumer = 0; consumer < 2; consumer++) socket.write(command('RPUSH', list, last))
  await answered.promise
  socket.end()
}

/** The sum of all that it gets, one by one. */
export async function addUp(path: string, into: Queue<number>): Promise<void> {
  const socket = await connectRedis(path)
  let total = 0
  for (let item = await pop(socket); item !== last; item = await pop(socket)) total += Number(item)
  await into.put(total)
  socket.end()
}

function pop(socket: Socket): Promise<string> {
  return new Promise((resolve) => {
    let answer = ''
    const take = (bytes: Buffer): void => {
      answer += bytes.toString('latin1')
      // The list's name and a list of one value, each in a line behind that of its length.
      const lines = answer.split('\r\n')
      if (lines.length < 7) return
      socket.off('data', take)
      resolve(lines[5] ?? '')
    }
    socket.on('data', take)
    socket.write(command('BLMPOP', '0', '1', list, 'LEFT'))
  })
}

function command(...words: string[]): string {
  return `*${words.length}\r\n${words.map((word) => `$${Buffer.byteLength(word)}\r\n${word}\r\n`).join('')}`
}
