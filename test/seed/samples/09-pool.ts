import { setTimeout as wait } from 'node:timers/promises'
import { Pool, isMainProcess } from 'forkyard'
import { second } from './second.ts'

export async function r1(): Promise<void> {
  console.log('123')
  await wait(5 * second)
}

export async function r2(): Promise<void> {
  console.log('abc')
  await wait(3 * second)
}

if (isMainProcess()) {
  const po = new Pool(5)
  for (let i = 0; i < 5; i++) {
    po.applyAsync<typeof r1>(new URL('#r1', import.meta.url))
    po.applyAsync<typeof r2>(new URL('#r2', import.meta.url))
  }
  po.close()
  await po.join()
}
